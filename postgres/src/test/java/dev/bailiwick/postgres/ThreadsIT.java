package dev.bailiwick.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.testbed.Sql;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/** Many threads, two tenants, few connections: nobody ever sees a row of the other. */
class ThreadsIT {

    private static final String PUPILS = "select name from pupil where name <> ?";

    private static HikariDataSource pool;
    private static ScopedDataSource source;

    @BeforeAll
    static void open() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setDataSource(School.database().app());
        config.setMaximumPoolSize(3);
        pool = new HikariDataSource(config);
        source = ScopedDataSource.of(pool, School.WALL.dimensions());
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

    @Test
    void k183k184WorkInAnotherThreadIsRefused() throws InterruptedException {
        inAnotherThread(Thread.ofPlatform());
    }

    @Test
    void k187WorkInAVirtualThreadIsRefused() throws InterruptedException {
        inAnotherThread(Thread.ofVirtual());
    }

    private static void inAnotherThread(Thread.Builder kind) throws InterruptedException {
        List<AssertionError> failures = new ArrayList<>();
        Runnable refused =
                () ->
                        assertThatExceptionOfType(ScopeRequiredException.class)
                                .isThrownBy(
                                        () -> {
                                            try (Connection connection = source.getConnection()) {
                                                Sql.list(connection, PUPILS, "x");
                                            }
                                        });
        Thread thread =
                Scopes.call(
                        School.acme(),
                        () ->
                                kind.start(
                                        () -> {
                                            try {
                                                refused.run();
                                            } catch (AssertionError failure) {
                                                failures.add(failure);
                                            }
                                        }));
        thread.join();

        assertThat(failures).isEmpty();
    }
}
