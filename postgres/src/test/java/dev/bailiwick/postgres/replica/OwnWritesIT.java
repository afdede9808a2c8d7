package dev.bailiwick.postgres.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.School;
import dev.bailiwick.postgres.Schools;
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
import java.sql.Savepoint;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import javax.sql.DataSource;

/**
 * Whoever wrote something reads it, in whichever kind of scope and on whichever thread, while the
 * replica shows nothing new. The control is each time a process that wrote nothing, and so reads
 * the replica.
 */
@Tag("standby")
class OwnWritesIT {

    private static final String PUPILS = "select name from pupil";
    private static final String PERSON = "select name from person";

    private static TestDatabase database;
    private static Standby standby;

    private ReplicatedDataSource source;
    private ReplicatedDataSource other;

    @BeforeAll
    static void follow() throws SQLException, IOException {
        database = Schools.database();
        standby = Replicas.follow(database);
    }

    @AfterAll
    static void leave() throws SQLException, IOException {
        standby.close();
    }

    @BeforeEach
    void pause() throws SQLException {
        source = serving(standby.of(database.as(Schools.ROLE)));
        other = serving(standby.of(database.as(Schools.ROLE)));
        for (ReplicatedDataSource each : List.of(source, other)) {
            Replicas.eventually(() -> isOnReplica(each, School.bolt()));
        }
        standby.pause();
    }

    @AfterEach
    void resume() throws SQLException {
        standby.resume();
        source.close();
        other.close();
        database.asSuperuser(
                "delete from school.pupil where name like '%-new'",
                "update school.person set name = 'Ann' where id = '%s'".formatted(School.ANN));
    }

    private static ReplicatedDataSource serving(DataSource severalReplica) {
        return ReplicatedDataSource.of(
                database.app(),
                List.of(standby.of(database.app())),
                pool ->
                        ScopedDataSource.of(pool, Schools.WALL)
                                .or(
                                        ScopedDataSource.several(
                                                isStandby(pool)
                                                        ? severalReplica
                                                        : database.as(Schools.ROLE),
                                                Schools.WALL)),
                Gate.of(Schools.WALL),
                Replicas.ROUTING);
    }

    private static boolean isOnReplica(DataSource source, Scope scope) throws SQLException {
        return Replicas.readOnly(source, scope, "select pg_is_in_recovery()").equals(List.of("t"));
    }

    @Test
    void severalTenantsReadWhatOneOfThemWrote() throws SQLException {
        Sql.update(source, School.acme(), "insert into pupil (name) values ('acme-new')");

        assertThat(Replicas.readOnly(source, Schools.acmeAndBolt(), PUPILS)).contains("acme-new");
        assertThat(isOnReplica(other, Schools.acmeAndBolt())).isTrue();
        assertThat(Replicas.readOnly(other, Schools.acmeAndBolt(), PUPILS))
                .hasSize(16)
                .doesNotContain("acme-new");
    }

    @Test
    void aTenantReadsWhatSeveralOfWhichItIsTheNamedOneWrote() throws SQLException {
        Sql.update(
                source,
                Schools.acmeAndBolt().naming(School.ACME),
                "insert into pupil (tenant_id, name) values (?::uuid, 'acme-new')",
                School.ACME.toString());

        assertThat(Replicas.readOnly(source, School.acme(), PUPILS)).contains("acme-new");
        assertThat(isOnReplica(source, School.bolt())).as("which was not named").isTrue();
        assertThat(Replicas.readOnly(other, School.acme(), PUPILS)).doesNotContain("acme-new");
    }

    @Test
    void aPrincipalReadsInATenantWhatItWroteInNone() throws SQLException {
        Scope.Identity ann = new Scope.Identity(School.ANN);
        Sql.update(source, ann, "update person set name = 'Anna'");

        assertThat(Replicas.readOnly(source, ann, PERSON)).containsExactly("Anna");
        assertThat(Replicas.readOnly(source, Scope.Tenant.of(School.ACME).as(School.ANN), PERSON))
                .contains("Anna");
        assertThat(Replicas.readOnly(source, Scope.Tenant.of(School.ACME), PERSON))
                .as("as nobody in particular")
                .contains("Anna");
        assertThat(isOnReplica(source, Scope.Tenant.of(School.BOLT).as(School.BEN))).isTrue();
        assertThat(Replicas.readOnly(other, ann, PERSON)).containsExactly("Ann");
    }

    @Test
    void aScopeThatTheReplicaHasNoPoolForIsServedByThePrimary() throws SQLException {
        try (ReplicatedDataSource narrow =
                ReplicatedDataSource.of(
                        database.app(),
                        List.of(standby.of(database.app())),
                        pool -> {
                            ScopedDataSource one = ScopedDataSource.of(pool, Schools.WALL);
                            return isStandby(pool)
                                    ? one
                                    : one.or(
                                            ScopedDataSource.several(
                                                    database.as(Schools.ROLE), Schools.WALL));
                        },
                        Gate.of(Schools.WALL),
                        Replicas.ROUTING)) {
            Replicas.eventually(() -> isOnReplica(narrow, School.bolt()));

            assertThat(isOnReplica(narrow, Schools.acmeAndBolt())).isFalse();
            assertThat(Replicas.readOnly(narrow, Schools.acmeAndBolt(), PUPILS)).hasSize(16);
        }
    }

    private static boolean isStandby(DataSource pool) {
        return ((PGSimpleDataSource) pool).getPortNumbers()[0]
                != database.app().getPortNumbers()[0];
    }

    @Test
    void whatIsCarriedReadsAndWritesForTheSession() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            LogPosition written =
                    ReadYourWrites.call(
                            LogPosition.START,
                            () ->
                                    Scopes.call(
                                            School.acme(),
                                            () -> {
                                                Scopes.carrying(threads)
                                                        .submit(() -> insert(source))
                                                        .get();
                                                return ReadYourWrites.position().orElseThrow();
                                            }));
            assertThat(written).isNotEqualTo(LogPosition.START);

            List<String> seen =
                    ReadYourWrites.call(
                            written,
                            () ->
                                    Scopes.call(
                                            School.acme(),
                                            () ->
                                                    Scopes.carrying(threads)
                                                            .submit(() -> pupils(other))
                                                            .get()));
            List<String> notCarried =
                    ReadYourWrites.call(
                            written,
                            () ->
                                    threads.submit(
                                                    () ->
                                                            Scopes.call(
                                                                    School.acme(),
                                                                    () -> pupils(other)))
                                            .get());

            assertThat(seen).contains("acme-new");
            assertThat(notCarried).as("the control").isNotEmpty().doesNotContain("acme-new");
        }
    }

    private static int insert(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return Sql.update(connection, "insert into pupil (name) values ('acme-new')");
        }
    }

    private static List<String> pupils(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setReadOnly(true);
            return Sql.list(connection, PUPILS);
        }
    }

    @Test
    void aStatementThatIsRunAgainGoesWhereItsConnectionGoes() throws SQLException {
        Scopes.call(
                School.acme(),
                () -> {
                    try (Connection connection = source.getConnection();
                            Connection bare = standby.of(database.app()).getConnection()) {
                        connection.setReadOnly(true);
                        connection.setAutoCommit(false);
                        String sql = PUPILS + " where name like ? and not pg_is_in_recovery() = ?";
                        PreparedStatement again = connection.prepareStatement(sql);
                        again.setMaxRows(50);
                        again.setString(1, "acme%");
                        again.setBoolean(2, false);
                        assertThat(rows(again)).as("on the replica").isEqualTo(9);
                        connection.commit();

                        insert(source);

                        again.setBoolean(2, true);
                        assertThat(rows(again)).as("with what was set before").isEqualTo(10);
                        assertThat(again.getMaxRows()).isEqualTo(50);
                        assertThat(Sql.list(connection, "select pg_is_in_recovery()"))
                                .as("the transaction goes on where the statement began it")
                                .containsExactly("f");
                        connection.commit();

                        assertThat(Sql.list(bare, "select pg_is_in_recovery()"))
                                .as("the control stays where it was made")
                                .containsExactly("t");
                    }
                    return 0;
                });
    }

    @Test
    void inAnotherScopeItIsRefusedAndNotMadeAnew() throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setReadOnly(true);
            PreparedStatement acmes =
                    Scopes.call(School.acme(), () -> connection.prepareStatement(PUPILS));
            Sql.update(source, School.bolt(), "insert into pupil (name) values ('bolt-new')");

            assertThatExceptionOfType(ScopeMismatchException.class)
                    .isThrownBy(() -> Scopes.call(School.bolt(), () -> acmes.executeQuery()));
        }
    }

    @Test
    void savepointsAreTheServers() throws SQLException {
        Scopes.call(
                School.acme(),
                () -> {
                    try (Connection connection = source.getConnection()) {
                        connection.setAutoCommit(false);
                        Sql.update(connection, "insert into pupil (name) values ('acme-new')");
                        Savepoint before = connection.setSavepoint();
                        Sql.update(connection, "insert into pupil (name) values ('other-new')");
                        connection.rollback(before);
                        connection.commit();
                        assertThat(Sql.list(connection, PUPILS + " where name like '%-new'"))
                                .containsExactly("acme-new");
                        connection.commit();
                    }
                    return 0;
                });
    }

    private static int rows(PreparedStatement statement) throws SQLException {
        int rows = 0;
        try (ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                rows++;
            }
        }
        return rows;
    }
}
