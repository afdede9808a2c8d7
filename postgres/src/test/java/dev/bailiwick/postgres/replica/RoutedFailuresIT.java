package dev.bailiwick.postgres.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.School;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.Standby;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

/** Whatever fails, nothing runs otherwise than it was set, and every connection is given back. */
@Tag("standby")
class RoutedFailuresIT {

    private static final String PUPILS = "select name from pupil";
    private static final String ADD = "insert into pupil (name) values ('acme-half')";

    /** Looked at as seldom as can be, so that what a test does to a server is not noticed. */
    private static final Routing UNNOTICED =
            Replicas.ROUTING
                    .withInterval(Duration.ofSeconds(20))
                    .withPatience(Duration.ofSeconds(5));

    private static TestDatabase database;
    private static Standby standby;

    private HikariDataSource primary;
    private HikariDataSource one;
    private HikariDataSource two;
    private FailingPool failingPrimary;
    private FailingPool failingOne;
    private FailingPool failingTwo;
    private ReplicatedDataSource source;

    @BeforeAll
    static void follow() throws SQLException, IOException {
        database = School.database();
        standby = Standby.create();
        try (Replicas replicas = Replicas.of(database, standby, Replicas.ROUTING)) {
            replicas.awaitUse();
        }
    }

    @AfterAll
    static void leave() throws SQLException, IOException {
        standby.close();
    }

    @BeforeEach
    void open() throws SQLException {
        primary = Replicas.pool(database.app(), 3);
        one = replica("one");
        two = replica("two");
        failingPrimary = new FailingPool(primary);
        failingOne = new FailingPool(one);
        failingTwo = new FailingPool(two);
        source =
                ReplicatedDataSource.of(
                        failingPrimary.pool(),
                        List.of(failingOne.pool(), failingTwo.pool()),
                        pool -> ScopedDataSource.of(pool, School.WALL),
                        Gate.of(School.WALL),
                        UNNOTICED);
        Replicas.eventually(this::areBothUsed);
    }

    @AfterEach
    void close() {
        source.close();
        List.of(failingPrimary, failingOne, failingTwo).forEach(FailingPool::work);
        List.of(primary, one, two).forEach(HikariDataSource::close);
    }

    private static HikariDataSource replica(String name) {
        PGSimpleDataSource server = standby.of(database.app());
        server.setApplicationName(name);
        return Replicas.pool(server, 3);
    }

    /** They take turns; where one is not used yet, the other serves twice. */
    private boolean areBothUsed() throws SQLException {
        Set<String> names = new HashSet<>();
        for (int run = 0; run < 2; run++) {
            names.addAll(
                    Replicas.readOnly(
                            source, School.bolt(), "select current_setting('application_name')"));
        }
        return names.equals(Set.of("one", "two"));
    }

    private void expectAllGivenBack() throws SQLException {
        for (HikariDataSource pool : List.of(primary, one, two)) {
            Replicas.eventually(() -> pool.getHikariPoolMXBean().getActiveConnections() == 0);
        }
    }

    /** Reads on one replica, writes, and reads on the other, which it stays with. */
    private static void visitAll(Connection connection) throws SQLException {
        connection.setReadOnly(true);
        assertThat(Replicas.isOnReplica(connection)).isTrue();
        connection.setReadOnly(false);
        assertThat(Replicas.isOnReplica(connection)).isFalse();
        connection.setReadOnly(true);
        assertThat(Replicas.isOnReplica(connection)).isTrue();
    }

    private void inAcme(Work work) throws SQLException {
        Scopes.call(
                School.acme(),
                () -> {
                    try (Connection connection = source.getConnection()) {
                        work.on(connection);
                    }
                    return 0;
                });
    }

    /** Otherwise each statement would commit by itself. */
    @Test
    void nothingIsSentOnAConnectionThatDidNotTakeItsSettings() throws SQLException {
        inAcme(
                connection -> {
                    connection.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT);
                    connection.setAutoCommit(false);
                    for (int run = 0; run < 3; run++) {
                        assertThat(Sql.stateOf(() -> Sql.update(connection, ADD)))
                                .isEqualTo("0A000");
                    }
                    connection.setHoldability(ResultSet.CLOSE_CURSORS_AT_COMMIT);
                    assertThat(Sql.update(connection, ADD)).isEqualTo(1);
                    connection.rollback();
                });

        assertThat(Sql.list(source, School.acme(), PUPILS)).hasSize(9);
        expectAllGivenBack();
    }

    @Test
    void whatWasAbortedIsGivenBackWhenItIsClosed() throws SQLException {
        inAcme(
                connection -> {
                    visitAll(connection);
                    connection.abort(Runnable::run);
                    assertThat(connection.isClosed()).isTrue();
                });

        expectAllGivenBack();
        assertThat(Sql.list(source, School.acme(), PUPILS)).hasSize(9);
    }

    @Test
    void evenWhereAbortingIsRefused() throws SQLException {
        inAcme(
                connection -> {
                    visitAll(connection);
                    assertThatExceptionOfType(RejectedExecutionException.class)
                            .isThrownBy(
                                    () ->
                                            connection.abort(
                                                    _ -> {
                                                        throw new RejectedExecutionException();
                                                    }));
                });

        expectAllGivenBack();
    }

    @Test
    void allAreGivenBackWhicheverFails() throws SQLException {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(
                        () ->
                                inAcme(
                                        connection -> {
                                            visitAll(connection);
                                            failingOne.fail("close", "XX000");
                                            failingTwo.fail("close", "XX000");
                                        }))
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));

        expectAllGivenBack();
    }

    @Test
    void aLostConnectionThatCannotBeClosedKeepsNobodyFromReading() throws SQLException {
        inAcme(
                connection -> {
                    visitAll(connection);
                    connection.setReadOnly(false);
                    failingOne.closeAll();
                    failingOne.fail("close", "08006");
                    failingTwo.closeAll();
                    failingTwo.fail("close", "08006");

                    assertThat(Replicas.isOnReplica(connection)).isFalse();
                    failingOne.work();
                    failingTwo.work();
                });

        expectAllGivenBack();
    }

    @Test
    void aStatementThatWasClosedIsNotMadeAnew() throws SQLException {
        inAcme(
                connection -> {
                    PreparedStatement closed = connection.prepareStatement(PUPILS);
                    closed.close();
                    connection.setReadOnly(true);
                    assertThat(Replicas.isOnReplica(connection)).isTrue();

                    assertThat(Sql.stateOf(closed::executeQuery)).isEqualTo("55000");
                });
    }

    @Test
    void aStatementIsMadeAnewWithAllThatWasSetOrNotAtAll() throws SQLException {
        inAcme(
                connection -> {
                    connection.setReadOnly(true);
                    PreparedStatement made = connection.prepareStatement(PUPILS);
                    made.setQueryTimeout(30);
                    made.setMaxRows(5);
                    assertThat(Sql.rest(made.executeQuery())).hasSize(5);
                    connection.setReadOnly(false);
                    failingPrimary.fail("setQueryTimeout", "XX000");

                    assertThat(Sql.stateOf(made::executeQuery)).isEqualTo("XX000");
                    failingPrimary.work();
                    assertThat(Sql.rest(made.executeQuery())).hasSize(5);
                    assertThat(made.getQueryTimeout()).isEqualTo(30);
                });
    }

    /** Seen again when it is looked at the next time, which may be before it is counted. */
    @Test
    void theServerThatWasLostIsLeftOutAndNoOther() throws SQLException {
        Replicas.eventually(
                () -> {
                    Replicas.eventually(this::areBothUsed);
                    loseTheOneThatIsNotInUse();
                    return usableReplicas() == 1;
                });
    }

    private void loseTheOneThatIsNotInUse() throws SQLException {
        inAcme(
                connection -> {
                    connection.setReadOnly(true);
                    PreparedStatement made = connection.prepareStatement(PUPILS);
                    made.executeQuery().close();
                    connection.setReadOnly(false);
                    assertThat(Replicas.isOnReplica(connection)).isFalse();
                    failingOne.fail("getWarnings", "08006");
                    failingTwo.fail("getWarnings", "08006");

                    assertThat(Sql.stateOf(made::getWarnings)).isEqualTo("08006");
                });
        failingOne.work();
        failingTwo.work();
    }

    /** Each replica that is used is the first in turn once in two readings. */
    private int usableReplicas() throws SQLException {
        int used = 0;
        for (FailingPool each : List.of(failingOne, failingTwo)) {
            failingOne.work();
            failingTwo.work();
            each.fail("prepareStatement", "22000");
            boolean failed = false;
            for (int run = 0; run < 4; run++) {
                failed |=
                        Sql.stateOf(() -> Replicas.readOnly(source, School.bolt(), PUPILS))
                                .equals("22000");
            }
            used += failed ? 1 : 0;
        }
        return used;
    }

    /** What a test does with a connection. */
    private interface Work {

        void on(Connection connection) throws SQLException;
    }
}
