package dev.bailiwick.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.postgres.replica.ReplicatedDataSource;
import dev.bailiwick.postgres.replica.Routing;
import dev.bailiwick.testbed.Standby;

import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Sessions over a primary and its replica: the same isolation, and reading goes to the replica. */
@Tag("standby")
class ReplicasIT {

    private static final String NAMES = "select s.name from Student s";

    private static Schools schools;
    private static Schools unprotected;
    private static Standby standby;
    private static ReplicatedDataSource source;
    private static SessionFactory factory;

    @BeforeAll
    static void open() throws SQLException, IOException {
        schools = Schools.withoutTwins();
        unprotected = Schools.open();
        schools.database()
                .asSuperuser(
                        "alter database %s set synchronous_commit = on"
                                .formatted(schools.database().name()));
        standby = Standby.create();
        Wall wall = Schools.wall(Named.CLASSES);
        source =
                ReplicatedDataSource.of(
                        schools.database().app(),
                        List.of(standby.of(schools.database().app())),
                        pool -> ScopedDataSource.of(pool, wall),
                        Gate.of(wall),
                        // so that a busy machine is not taken for a replica that lags
                        Routing.defaults().withStaleness(Duration.ofMinutes(1)));
        factory =
                schools.factory(
                        new BootstrapServiceRegistryBuilder().build(),
                        source,
                        Named.CLASSES,
                        Map.of());
        await().atMost(Duration.ofMinutes(3)).until(() -> isOnReplica(Schools.bolt()));
    }

    @AfterAll
    static void close() throws SQLException, IOException {
        factory.close();
        source.close();
        standby.close();
    }

    @Test
    void k66AReadOnlySessionReadsItsTenantsRowsOnTheReplica() {
        assertThat(isOnReplica(Schools.bolt())).isTrue();
        assertThat(names(Schools.bolt())).containsExactlyInAnyOrder("bolt-1", "bolt-2");
        assertThat(names(new Scope.Global())).isEmpty();

        SessionFactory twins =
                unprotected.factory(
                        Schools.plainly(),
                        standby.of(unprotected.database().twins()),
                        Plain.CLASSES,
                        Map.of("hibernate.default_schema", "bare"));
        try (twins;
                Session session = twins.openSession()) {
            assertThat(list(session, NAMES))
                    .as("the control, on the same replica")
                    .contains("acme-1", "bolt-1");
        }
    }

    @Test
    void othersReadAndWriteOnThePrimary() {
        boolean onReplica =
                Scopes.call(
                        Schools.acme(), () -> factory.fromTransaction(ReplicasIT::servedByReplica));

        assertThat(onReplica).isFalse();
    }

    @Test
    void whatASessionWroteTheNextOneReads() throws SQLException {
        standby.pause();
        try {
            UUID id = Schools.acme(1);
            Scopes.run(
                    Schools.acme(),
                    () ->
                            factory.inTransaction(
                                    session ->
                                            session.find(Named.Student.class, id).name =
                                                    "renamed"));

            assertThat(names(Schools.acme())).contains("renamed");
            assertThat(isOnReplica(Schools.bolt())).as("which wrote nothing").isTrue();
        } finally {
            standby.resume();
        }
    }

    @Test
    void k198ASessionOnAReplicaBelongsToItsScope() {
        Session acmes =
                Scopes.call(
                        Schools.acme(), () -> factory.withOptions().readOnly(true).openSession());
        Scopes.call(Schools.acme(), () -> list(acmes, NAMES));

        assertThatExceptionOfType(ScopeMismatchException.class)
                .isThrownBy(() -> Scopes.call(Schools.bolt(), () -> list(acmes, NAMES)));
        acmes.close();
    }

    private static <T> T readOnly(Scope scope, Function<Session, T> work) {
        return Scopes.call(
                scope,
                () -> {
                    try (Session session = factory.withOptions().readOnly(true).openSession()) {
                        return work.apply(session);
                    }
                });
    }

    private static List<String> names(Scope scope) {
        return readOnly(scope, session -> list(session, NAMES));
    }

    private static boolean isOnReplica(Scope scope) {
        return readOnly(scope, ReplicasIT::servedByReplica);
    }

    private static boolean servedByReplica(Session session) {
        return session.createNativeQuery("select pg_is_in_recovery()", Boolean.class)
                .getSingleResult();
    }

    private static List<String> list(Session session, String query) {
        return session.createSelectionQuery(query, String.class).getResultList();
    }
}
