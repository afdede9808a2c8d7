package dev.bailiwick.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.BailiwickException;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.postgres.replica.LogPosition;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.Wire;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The scope costs no round trip, and what is refused is not sent. Counted on the wire. */
class RoundTripIT {

    private static final String PUPILS = "select name from pupil where name <> ?";

    private static Wire wire;
    private static ScopedDataSource source;

    private Connection connection;

    @BeforeAll
    static void open() throws SQLException, IOException {
        wire = Wire.to(School.database().app());
        source = ScopedDataSource.of(wire.through(), School.WALL);
    }

    @AfterAll
    static void close() {
        wire.close();
    }

    @BeforeEach
    void connect() throws SQLException {
        connection = source.getConnection();
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    @Test
    void aStatementInAutocommitIsOneRoundTripHoweverOftenItRuns() throws SQLException {
        for (int run = 0; run < 12; run++) {
            int turns =
                    wire.turnsOf(
                            () ->
                                    assertThat(
                                                    Scopes.call(
                                                            School.acme(),
                                                            () ->
                                                                    Sql.list(
                                                                            connection,
                                                                            PUPILS,
                                                                            "x")))
                                            .hasSize(9));
            assertThat(turns).isEqualTo(1);
        }
    }

    @Test
    void aTransactionIsOneRoundTripForEachStatementAndOneForItsEnd() throws SQLException {
        connection.setAutoCommit(false);
        for (int run = 0; run < 12; run++) {
            int turns =
                    wire.turnsOf(
                            () ->
                                    Scopes.call(
                                            School.acme(),
                                            () -> {
                                                assertThat(Sql.list(connection, PUPILS, "x"))
                                                        .hasSize(9);
                                                assertThat(Sql.list(connection, PUPILS, "x"))
                                                        .hasSize(9);
                                                connection.commit();
                                                return 0;
                                            }));
            assertThat(turns).isEqualTo(3);
        }
    }

    @Test
    void aTextStatementIsOneRoundTripToo() throws SQLException {
        int turns =
                wire.turnsOf(
                        () ->
                                Scopes.call(
                                        School.acme(),
                                        () -> {
                                            try (Statement statement =
                                                    connection.createStatement()) {
                                                return Sql.rest(
                                                        statement.executeQuery(
                                                                "select name from pupil"));
                                            }
                                        }));

        assertThat(turns).isEqualTo(1);
    }

    /**
     * The driver breaks a flush before and after a statement that it has described, which it does
     * for parameters of unknown type, if its rows may be of any size: context, statement and commit
     * are three round trips then.
     */
    @Test
    void aFlushThatTheDriverBreaksIsThreeAtMost() throws SQLException {
        String sql = "select name from pupil where born is distinct from ?";
        for (int run = 0; run < 12; run++) {
            int turns =
                    wire.turnsOf(
                            () ->
                                    Scopes.call(
                                            School.acme(),
                                            () -> {
                                                try (PreparedStatement statement =
                                                        connection.prepareStatement(sql)) {
                                                    statement.setTimestamp(1, new Timestamp(0));
                                                    assertThat(Sql.rest(statement.executeQuery()))
                                                            .hasSize(9);
                                                }
                                                return 0;
                                            }));
            assertThat(turns).isLessThanOrEqualTo(3);
        }
    }

    /** Where the log is behind a commit travels with the commit, and is told of writes alone. */
    @Test
    void reportingAWriteCostsNoRoundTrip() throws SQLException {
        List<LogPosition> told = new ArrayList<>();
        ScopedDataSource reporting = source.reportingWrites(told::add);
        String add = "insert into pupil (name) values ('acme-more')";
        try (Connection writer = reporting.getConnection()) {
            for (int run = 0; run < 8; run++) {
                told.clear();
                assertThat(wire.turnsOf(() -> inAcme(writer, PUPILS, "x"))).isEqualTo(1);
                assertThat(told).isEmpty();
                assertThat(wire.turnsOf(() -> inAcme(writer, add))).isEqualTo(1);
                assertThat(told).hasSize(1);
            }
            writer.setAutoCommit(false);
            for (int run = 0; run < 8; run++) {
                told.clear();
                assertThat(wire.turnsOf(() -> committed(writer, PUPILS, "x"))).isEqualTo(2);
                assertThat(told).isEmpty();
                assertThat(wire.turnsOf(() -> committed(writer, add))).isEqualTo(2);
                assertThat(told).hasSize(1);
            }
            committed(writer, "delete from pupil where name = 'acme-more'");
        }
    }

    private static void inAcme(Connection writer, String sql, Object... parameters)
            throws SQLException {
        Scopes.call(School.acme(), () -> run(writer, sql, parameters));
    }

    private static void committed(Connection writer, String sql, Object... parameters)
            throws SQLException {
        Scopes.call(
                School.acme(),
                () -> {
                    run(writer, sql, parameters);
                    writer.commit();
                    return 0;
                });
    }

    private static int run(Connection writer, String sql, Object... parameters)
            throws SQLException {
        return sql.startsWith("select")
                ? Sql.list(writer, sql, parameters).size()
                : Sql.update(writer, sql, parameters);
    }

    @Test
    void k20NothingIsSentOutsideAScope() throws SQLException {
        nothingIsSentBy(ScopeRequiredException.class, () -> connection.createStatement());
        nothingIsSentBy(ScopeRequiredException.class, () -> connection.prepareStatement(PUPILS));
        nothingIsSentBy(ScopeRequiredException.class, () -> connection.prepareCall("{call f()}"));
        nothingIsSentBy(
                ScopeRequiredException.class,
                () -> connection.getMetaData().getTables(null, null, null, null));
        nothingIsSentBy(ScopeRequiredException.class, () -> connection.setSavepoint());
    }

    @Test
    void nothingIsSentInMaintenance() throws SQLException {
        Scope maintenance = new Scope.Maintenance("curiosity", Duration.ofSeconds(1));

        nothingIsSentBy(
                ScopeRequiredException.class,
                () -> Scopes.call(maintenance, () -> Sql.list(connection, PUPILS, "x")));
    }

    @Test
    void nothingIsSentByAStatementOfAnotherScope() throws SQLException {
        PreparedStatement prepared =
                Scopes.call(School.acme(), () -> connection.prepareStatement(PUPILS));
        Statement statement = Scopes.call(School.acme(), () -> connection.createStatement());
        prepared.setString(1, "x");

        nothingIsSentBy(
                ScopeMismatchException.class,
                () -> Scopes.call(School.bolt(), prepared::executeQuery));
        nothingIsSentBy(
                ScopeMismatchException.class,
                () -> Scopes.call(School.bolt(), () -> statement.execute("select 1")));
        nothingIsSentBy(
                ScopeMismatchException.class,
                () -> Scopes.call(School.bolt(), statement::executeBatch));
        nothingIsSentBy(ScopeRequiredException.class, prepared::executeQuery);
        nothingIsSentBy(ScopeRequiredException.class, prepared::getMetaData);
    }

    private static void nothingIsSentBy(Class<? extends BailiwickException> refusal, Sql.Work work)
            throws SQLException {
        int turns = wire.turnsOf(() -> assertThatExceptionOfType(refusal).isThrownBy(work::run));

        assertThat(turns).isZero();
    }
}
