package dev.bailiwick.postgres.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.WallException;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.School;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.postgres.jdbc.SealedSchool;
import dev.bailiwick.postgres.sealed.SealForm;
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
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

/** Routing, reading one's own writes and isolation on a real streaming replica. */
@Tag("standby")
class ReplicaIT {

    private static final String PUPILS = "select name from pupil";
    private static final String ADD = "insert into pupil (name) values ('%s')";

    private static TestDatabase database;
    private static Standby standby;

    private Replicas replicas;

    @BeforeAll
    static void follow() throws SQLException, IOException {
        database = School.database();
        standby = Replicas.follow(database);
    }

    @AfterAll
    static void leave() throws SQLException, IOException {
        standby.close();
    }

    @BeforeEach
    void open() throws SQLException {
        replicas = Replicas.of(database, standby, Replicas.ROUTING);
        replicas.awaitUse();
    }

    @AfterEach
    void close() throws SQLException {
        replicas.close();
    }

    @Test
    void readOnlyTransactionsGoToTheReplicaAndAllOthersToThePrimary() throws SQLException {
        assertThat(replicas.isOnReplica(School.bolt())).isTrue();
        Scopes.call(
                School.bolt(),
                () -> {
                    try (Connection connection = replicas.source().getConnection()) {
                        assertThat(Replicas.isOnReplica(connection)).isFalse();
                        connection.setReadOnly(true);
                        assertThat(Replicas.isOnReplica(connection)).isTrue();
                        connection.setAutoCommit(false);
                        assertThat(Replicas.isOnReplica(connection)).isTrue();
                        assertThat(Sql.stateOf(() -> connection.setReadOnly(false)))
                                .as("in the middle of a transaction")
                                .isEqualTo("25001");
                        connection.commit();
                        connection.setReadOnly(false);
                        assertThat(Replicas.isOnReplica(connection)).isFalse();
                        connection.commit();
                        try (PreparedStatement made = connection.prepareStatement(PUPILS)) {
                            assertThat(made.getConnection()).isSameAs(connection);
                        }
                    }
                    return 0;
                });
    }

    @Test
    void k66TheScopeIsAppliedOnTheReplica() throws SQLException {
        assertThat(Replicas.readOnly(replicas.source(), School.bolt(), PUPILS))
                .hasSize(7)
                .allMatch(name -> name.startsWith("bolt"));
        assertThat(Replicas.readOnly(replicas.source(), School.acme(), "select title from lesson"))
                .containsExactly("acme-art");
        assertThat(Replicas.readOnly(replicas.source(), new Scope.Global(), PUPILS)).isEmpty();
        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(
                        () -> {
                            try (Connection connection = replicas.source().getConnection()) {
                                connection.setReadOnly(true);
                                Sql.list(connection, PUPILS);
                            }
                        });

        try (Connection bare = standby.of(database.app()).getConnection()) {
            assertThat(Sql.list(bare, PUPILS)).as("evaded, on the replica").isEmpty();
        }
        TestDatabase unprotected = School.database().withTwins();
        DataSource twins = standby.of(unprotected.twins());
        Replicas.eventually(() -> Sql.list(twins, School.bolt(), PUPILS).size() == 16);
    }

    @Test
    void aWriteIsReadAtOnce() throws SQLException {
        Routing patient = Replicas.ROUTING.withPatience(Duration.ofSeconds(30));
        int onReplica = 0;
        try (Replicas waiting = Replicas.of(database, standby, patient)) {
            waiting.awaitUse();
            for (int run = 0; run < 40; run++) {
                String name = "acme-new-" + run;
                if (run % 2 == 0) {
                    Sql.update(waiting.source(), School.acme(), ADD.formatted(name));
                } else {
                    waiting.inTransaction(School.acme(), ADD.formatted(name));
                }
                assertThat(Replicas.readOnly(waiting.source(), School.acme(), PUPILS))
                        .contains(name);
                onReplica += waiting.isOnReplica(School.acme()) ? 1 : 0;
            }
        }
        assertThat(onReplica).as("of 40 reads").isPositive();
        Sql.update(
                replicas.source(), School.acme(), "delete from pupil where name like 'acme-new-%'");
    }

    @Test
    void whatAReplicaDoesNotShowYetIsReadFromThePrimary() throws SQLException {
        standby.pause();
        try {
            Sql.update(replicas.source(), School.acme(), ADD.formatted("acme-paused"));

            assertThat(Replicas.readOnly(replicas.source(), School.acme(), PUPILS))
                    .contains("acme-paused");
            assertThat(replicas.isOnReplica(School.acme())).isFalse();
            assertThat(replicas.isOnReplica(School.bolt())).as("who wrote nothing").isTrue();
        } finally {
            standby.resume();
        }
        Replicas.eventually(() -> replicas.isOnReplica(School.acme()));
        Sql.update(
                replicas.source(), School.acme(), "delete from pupil where name = 'acme-paused'");
    }

    @Test
    void aReplicaThatIsTooFarBehindIsNotUsedAndAnIdleOneIs() throws SQLException {
        Routing strict =
                Routing.defaults()
                        .withInterval(Duration.ofMillis(50))
                        .withStaleness(Duration.ofMillis(400));
        try (Replicas impatient = Replicas.of(database, standby, strict)) {
            impatient.awaitUse();
            Replicas.pass(Duration.ofMillis(800));
            Replicas.eventually(() -> impatient.isOnReplica(School.bolt())); // nothing was written

            standby.pause();
            try {
                Sql.update(impatient.source(), School.acme(), ADD.formatted("acme-late"));
                Replicas.eventually(() -> !impatient.isOnReplica(School.bolt()));
            } finally {
                standby.resume();
            }
            impatient.awaitUse();
            Sql.update(
                    impatient.source(),
                    School.acme(),
                    "delete from pupil where name = 'acme-late'");
        }
    }

    @Test
    void whatWouldWriteOnAReplicaIsRefused() {
        for (String sql :
                List.of(
                        ADD.formatted("acme-x"),
                        "delete from pupil",
                        "select name from pupil for update")) {
            assertThat(Sql.stateOf(() -> Replicas.readOnly(replicas.source(), School.acme(), sql)))
                    .as(sql)
                    .isEqualTo("25006");
        }
    }

    /** As text in a cookie, say, to another process that knows nothing of the write. */
    @Test
    void aPositionIsHandedFromProcessToProcess() throws SQLException {
        try (Replicas other = Replicas.of(database, standby, Replicas.ROUTING)) {
            other.awaitUse();
            standby.pause();
            try {
                String text =
                        ReadYourWrites.call(
                                LogPosition.START,
                                () -> {
                                    Sql.update(
                                            replicas.source(),
                                            School.acme(),
                                            ADD.formatted("acme-told"));
                                    return ReadYourWrites.position().orElseThrow().toString();
                                });

                assertThat(Replicas.readOnly(other.source(), School.acme(), PUPILS))
                        .as("without the position")
                        .doesNotContain("acme-told");
                List<String> seen =
                        ReadYourWrites.call(
                                LogPosition.parse(text),
                                () -> Replicas.readOnly(other.source(), School.acme(), PUPILS));
                assertThat(seen).contains("acme-told");
            } finally {
                standby.resume();
            }
        }
        Sql.update(replicas.source(), School.acme(), "delete from pupil where name = 'acme-told'");
    }

    @Test
    void aPositionThatNobodyCanHaveWrittenIsNotWaitedFor() throws SQLException {
        Routing patient = Replicas.ROUTING.withPatience(Duration.ofMinutes(5));
        try (Replicas waiting = Replicas.of(database, standby, patient)) {
            waiting.awaitUse();
            long begun = System.nanoTime();

            boolean onReplica =
                    ReadYourWrites.call(
                            LogPosition.parse("FFFFFFFF/FFFFFFFF"),
                            () -> waiting.isOnReplica(School.acme()));

            assertThat(onReplica).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofMinutes(2));
        }
    }

    @Test
    void whatOnlyReadOnThePrimaryHoldsNobodyBack() throws SQLException {
        standby.pause();
        try {
            Sql.update(replicas.source(), School.acme(), ADD.formatted("acme-other"));
            replicas.inTransaction(School.bolt(), "select name from pupil");

            assertThat(replicas.isOnReplica(School.bolt())).isTrue();
        } finally {
            standby.resume();
        }
        Sql.update(replicas.source(), School.acme(), "delete from pupil where name = 'acme-other'");
    }

    /** The same wall, but the connections are of a role that the gate does not let through. */
    @Test
    void aReplicaThatDoesNotPassTheGateIsNotUsed() throws SQLException {
        try (ReplicatedDataSource source =
                Replicas.routed(
                        database.app(),
                        standby.of(database.as("school_maint")),
                        Replicas.ROUTING)) {
            Replicas.pass(Duration.ofMillis(500));

            assertThat(Replicas.readOnly(source, School.bolt(), "select pg_is_in_recovery()"))
                    .containsExactly("f");
            Replicas.eventually(() -> refusal(source).contains("school_maint"));
        }
    }

    /** Empty while it is let through, since the replica could not be compared yet. */
    private static String refusal(ReplicatedDataSource source) throws SQLException {
        try {
            source.check();
            return "";
        } catch (WallException refused) {
            return refused.toString();
        }
    }

    /** What is no fault of the database's is one of the declaration's, on each server. */
    @Test
    void aPoolOfARoleThatTheWallDoesNotHaveIsAFault() throws SQLException {
        Wall without =
                Wall.of("school", Roles.of("school_owner", "school_app"), Table.global("subject"));
        try (ReplicatedDataSource source =
                ReplicatedDataSource.of(
                        database.app(),
                        List.of(standby.of(database.app())),
                        pool ->
                                ScopedDataSource.of(pool, without)
                                        .or(
                                                ScopedDataSource.maintenance(
                                                        database.as("school_maint"), _ -> {})),
                        Gate.of(without),
                        Replicas.ROUTING)) {
            assertThatExceptionOfType(WallException.class)
                    .isThrownBy(source::check)
                    .withMessageContaining("role for maintenance: is not declared");
        }
    }

    @Test
    void aReplicaIsLookedAtAgainWhateverItsPoolThrew() throws SQLException {
        AtomicInteger asked = new AtomicInteger();
        PGSimpleDataSource replica =
                new PGSimpleDataSource() {
                    @Override
                    public Connection getConnection() throws SQLException {
                        if (asked.getAndIncrement() < 2) {
                            throw new IllegalStateException("not ready yet");
                        }
                        return standby.of(database.app()).getConnection();
                    }
                };
        try (ReplicatedDataSource source =
                Replicas.routed(database.app(), replica, Replicas.ROUTING)) {
            Replicas.eventually(
                    () ->
                            Replicas.readOnly(source, School.bolt(), "select pg_is_in_recovery()")
                                    .equals(List.of("t")));
        }
    }

    @Test
    void aComparisonThatRecoveryCancelsIsMadeAgain() throws SQLException {
        AtomicInteger cancelled = new AtomicInteger();
        Thread asking = Thread.currentThread();
        PGSimpleDataSource replica =
                new PGSimpleDataSource() {
                    @Override
                    public Connection getConnection() throws SQLException {
                        if (Thread.currentThread().equals(asking)
                                && cancelled.getAndIncrement() < 3) {
                            throw new SQLException(
                                    "canceling statement due to conflict with recovery", "40001");
                        }
                        return standby.of(database.app()).getConnection();
                    }
                };
        try (ReplicatedDataSource source =
                Replicas.routed(database.app(), replica, Replicas.ROUTING)) {
            assertThat(source.faultsOfReplicas())
                    .noneMatch(fault -> fault.message().contains("cannot be asked"));
            assertThat(cancelled).hasValueGreaterThan(3);
        }
    }

    @Test
    void sealedScopesAreVerifiedOnAReplica() throws SQLException {
        for (SealForm form : SealForm.values()) {
            SealedSchool school = SealedSchool.of(form);
            DataSource onReplica =
                    ScopedDataSource.sealed(
                            standby.of(school.database().app()), School.WALL, school.seal());
            Replicas.eventually(() -> !Sql.list(onReplica, School.acme(), PUPILS).isEmpty());

            assertThat(Sql.list(onReplica, School.acme(), PUPILS)).hasSize(9);
            assertThat(
                            Sql.list(
                                    onReplica,
                                    School.acme(),
                                    "select name from pupil, (select"
                                            + " set_config('bailiwick.tenant', '"
                                            + School.BOLT
                                            + "', true)) x"))
                    .hasSize(9);
        }
    }
}
