package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;
import dev.bailiwick.testbed.Wire;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * What comes between the context and its statement: a lost network, a cancel, a time limit. The
 * next borrower of the pool's one connection never notices.
 */
class NetworkIT {

    private static final String PUPILS = "select name from pupil where name <> ?";
    private static final String RENAME = "update pupil set name = name || '!' where name <> ?";
    private static final String SLEEP = "select pg_sleep(60), ?";

    private TestDatabase database;
    private Wire wire;
    private HikariDataSource pool;
    private ScopedDataSource source;

    @BeforeEach
    void open() throws SQLException, IOException {
        database = School.database();
        wire = Wire.to(database.app());
        HikariConfig config = new HikariConfig();
        config.setDataSource(wire.through());
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(30_000);
        pool = new HikariDataSource(config);
        source = ScopedDataSource.of(pool, School.WALL);
    }

    @AfterEach
    void close() {
        pool.close();
        wire.close();
    }

    /** Cut at every so many bytes of a flush: in its begin, context, statement, bind and commit. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNetworkLostAnywhereInAFlushShowsNothingToTheNext(boolean autoCommit) throws SQLException {
        int length = lengthOfAFlush(autoCommit);
        int lost = 0;
        for (int bytes = 0; bytes <= length; bytes += 37) {
            wire.cutAfter(bytes);
            if (!Sql.stateOf(() -> rename(autoCommit)).isEmpty()) {
                lost++;
            }
            wire.mend();
            assertThat(Sql.list(source, School.bolt(), PUPILS, "x"))
                    .as("after %s bytes", bytes)
                    .hasSize(7)
                    .allMatch(name -> name.startsWith("bolt") && !name.endsWith("!"));
            assertThat(Sql.list(source, new Scope.Global(), PUPILS, "x")).isEmpty();
        }
        assertThat(lost).as("control: times that it was lost").isGreaterThan(5);
        assertThat(Sql.list(source, School.acme(), PUPILS, "x"))
                .as("each time all rows or none")
                .extracting(name -> name.chars().filter(c -> c == '!').count())
                .hasSize(9)
                .containsOnly(
                        Sql.list(source, School.acme(), PUPILS, "x")
                                .getFirst()
                                .chars()
                                .filter(c -> c == '!')
                                .count());
    }

    private int lengthOfAFlush(boolean autoCommit) throws SQLException {
        rename(autoCommit);
        long before = wire.bytes();
        rename(autoCommit);
        return (int) (wire.bytes() - before);
    }

    private void rename(boolean autoCommit) throws SQLException {
        Scopes.call(
                School.acme(),
                () -> {
                    try (Connection connection = source.getConnection()) {
                        connection.setAutoCommit(autoCommit);
                        Sql.update(connection, RENAME, "x");
                        if (!autoCommit) {
                            connection.commit();
                        }
                    }
                    return autoCommit;
                });
    }

    @Test
    void aRetryOnANewConnectionIsToldAnew() throws SQLException {
        List<String> names =
                Scopes.call(
                        School.acme(),
                        () -> {
                            wire.cutAfter(40);
                            String state =
                                    Sql.stateOf(() -> Sql.list(source, School.acme(), PUPILS, "x"));
                            assertThat(state).startsWith("08");
                            wire.mend();
                            try (Connection connection = source.getConnection()) {
                                return Sql.list(connection, PUPILS, "x");
                            }
                        });

        assertThat(names).hasSize(9).allMatch(name -> name.startsWith("acme"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void k68AStatementPastItsTimeLeavesTheNextAlone(boolean autoCommit) throws SQLException {
        Scopes.call(
                School.acme(),
                () -> {
                    try (Connection connection = source.getConnection()) {
                        connection.setAutoCommit(autoCommit);
                        try (PreparedStatement statement = connection.prepareStatement(SLEEP)) {
                            statement.setString(1, "x");
                            statement.setQueryTimeout(1);
                            assertThat(Sql.stateOf(statement::executeQuery)).isEqualTo("57014");
                        }
                        if (!autoCommit) {
                            assertThat(Sql.stateOf(() -> Sql.list(connection, PUPILS, "x")))
                                    .isEqualTo("25P02");
                            connection.rollback();
                        }
                        assertThat(Sql.list(connection, PUPILS, "x")).hasSize(9);
                        if (!autoCommit) {
                            connection.commit();
                        }
                    }
                    return autoCommit;
                });
        assertThat(Sql.list(source, School.bolt(), PUPILS, "x")).hasSize(7);
        assertThat(Sql.list(source, new Scope.Global(), PUPILS, "x")).isEmpty();
    }

    /** By another thread, which is in no scope: cancelling shows nothing and takes nothing. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void k68ACancelledStatementLeavesTheNextAlone(boolean autoCommit) throws Exception {
        try (ExecutorService threads = Executors.newSingleThreadExecutor();
                Connection connection = source.getConnection()) {
            connection.setAutoCommit(autoCommit);
            PreparedStatement statement =
                    Scopes.call(School.acme(), () -> connection.prepareStatement(SLEEP));
            statement.setString(1, "x");
            Future<String> ended =
                    threads.submit(
                            () ->
                                    Sql.stateOf(
                                            () ->
                                                    Scopes.call(
                                                            School.acme(),
                                                            statement::executeQuery)));
            awaitSleep();
            statement.cancel();

            assertThat(ended.get(2, TimeUnit.MINUTES)).isEqualTo("57014");
        }
        assertThat(Sql.list(source, School.bolt(), PUPILS, "x")).hasSize(7);
    }

    private void awaitSleep() throws SQLException, InterruptedException {
        try (Connection superuser = database.as("postgres").getConnection()) {
            for (int wait = 0; wait < 2_400; wait++) {
                if (!Sql.list(
                                superuser,
                                "select pid from pg_stat_activity where datname ="
                                        + " current_database() and wait_event = 'PgSleep'")
                        .isEmpty()) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(25);
            }
        }
        throw new AssertionError("The statement did not begin");
    }
}
