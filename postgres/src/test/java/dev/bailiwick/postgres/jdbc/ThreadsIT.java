package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

/** Many threads, two tenants, few connections: nobody ever sees a row of the other. */
class ThreadsIT {

    private static final String PUPILS = "select name from pupil where name <> ?";

    private static HikariDataSource pool;
    private static ScopedDataSource source;
    private static DataSource twins;

    @BeforeAll
    static void open() throws SQLException {
        HikariConfig config = new HikariConfig();
        TestDatabase database = School.database().withTwins();
        twins = database.twins();
        config.setDataSource(database.app());
        config.setMaximumPoolSize(3);
        config.setConnectionTimeout(120_000);
        pool = new HikariDataSource(config);
        source = ScopedDataSource.of(pool, School.WALL);
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @Test
    void threadsHammeringTwoTenantsSeeTheirOwnRowsOnly()
            throws ExecutionException, InterruptedException {
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 400; i++) {
                Scope.Tenant scope = i % 2 == 0 ? School.acme() : School.bolt();
                all.add(threads.submit(() -> Scopes.call(scope, () -> work(scope))));
            }
        }
        for (Future<?> one : all) {
            one.get();
        }
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }

    /** Autocommit, committed, rolled back, failed in the middle, or left open. */
    private static int work(Scope.Tenant scope) throws SQLException {
        int expected = scope.equals(School.acme()) ? 9 : 7;
        int way = ThreadLocalRandom.current().nextInt(5);
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(way == 0);
            assertThat(Sql.list(connection, PUPILS, "x")).hasSize(expected);
            if (way == 3) {
                assertThat(Sql.stateOf(() -> Sql.execute(connection, "select 1 / 0")))
                        .isEqualTo("22012");
                return way;
            }
            assertThat(Sql.list(connection, PUPILS, "x")).hasSize(expected);
            if (way == 1) {
                connection.commit();
            } else if (way == 2) {
                connection.rollback();
            }
        }
        return way;
    }

    /** Row by row the same: on a twin the work reads everything, here it is not even sent. */
    @ParameterizedTest
    @EnumSource(Elsewhere.class)
    void k183k184k187k190WorkThatNobodyCarriedIsRefused(Elsewhere place) throws Exception {
        assertThat(place.ask(() -> names(twins)))
                .as("the attack, on the twin")
                .contains("acme-1", "bolt-1");

        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(() -> place.ask(() -> names(source)));
    }

    @ParameterizedTest
    @EnumSource(value = Elsewhere.class, mode = EnumSource.Mode.EXCLUDE, names = "COMMON_POOL")
    void workThatWasCarriedSeesOwnRowsOnly(Elsewhere place) throws Exception {
        assertThat(Scopes.call(School.acme(), () -> place.ask(Scopes.carry(() -> names(source)))))
                .as("carried")
                .hasSize(9)
                .allMatch(name -> name.startsWith("acme"));
    }

    private static List<String> names(DataSource from) throws SQLException {
        try (Connection connection = from.getConnection()) {
            return Sql.list(connection, PUPILS, "x");
        }
    }

    /** Where work may find itself, away from the thread that entered the scope. */
    enum Elsewhere {
        PLATFORM_THREAD {
            @Override
            void start(Runnable work) {
                Thread.ofPlatform().start(work);
            }
        },
        VIRTUAL_THREAD {
            @Override
            void start(Runnable work) {
                Thread.ofVirtual().start(work);
            }
        },
        /** As parallel streams and futures without an executor have it. */
        COMMON_POOL {
            @Override
            void start(Runnable work) {
                ForkJoinPool.commonPool().execute(work);
            }
        },
        TIMER {
            @Override
            void start(Runnable work) {
                new Timer(true)
                        .schedule(
                                new TimerTask() {
                                    @Override
                                    public void run() {
                                        work.run();
                                    }
                                },
                                0);
            }
        };

        abstract void start(Runnable work);

        /** What comes of work that is started in Acme's scope. */
        List<String> ask(Callable<List<String>> work) throws Exception {
            FutureTask<List<String>> task = new FutureTask<>(work);
            Scopes.run(School.acme(), () -> start(task));
            try {
                return task.get(2, TimeUnit.MINUTES);
            } catch (ExecutionException failed) {
                if (failed.getCause() instanceof Exception cause) {
                    throw cause;
                }
                throw failed;
            }
        }
    }
}
