package dev.bailiwick.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Wire;

import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** A session works in its own scope and in no other, whatever it has in memory. */
class PinnedSessionIT {

    private static SessionFactory pinned;
    private static SessionFactory bare;

    @BeforeAll
    static void open() throws SQLException {
        Schools schools = Schools.open();
        pinned = schools.pinned(Plain.CLASSES);
        bare = schools.bare(Plain.CLASSES);
    }

    @Test
    void aSessionReadsInItsScope() {
        try (Session session = Scopes.call(Schools.acme(), pinned::openSession)) {
            assertThat(Scopes.call(Schools.acme(), () -> names(session)))
                    .containsExactly("acme-1", "acme-2", "acme-3");
        }
    }

    @Test
    void k198ASessionOfOneScopeIsRefusedInAnotherAlsoForWhatItRemembers() {
        try (Session session = Scopes.call(Schools.acme(), pinned::openSession)) {
            Scopes.call(Schools.acme(), () -> session.find(Plain.Student.class, Schools.acme(1)));

            assertThatExceptionOfType(ScopeMismatchException.class)
                    .isThrownBy(
                            () ->
                                    Scopes.call(
                                            Schools.bolt(),
                                            () ->
                                                    session.find(
                                                            Plain.Student.class, Schools.acme(1))))
                    .withMessageContaining("A session belongs to the scope of tenant");
            assertThatExceptionOfType(ScopeMismatchException.class)
                    .isThrownBy(() -> session.find(Plain.Student.class, Schools.acme(1)));
        }
    }

    @Test
    void k198ControlABareSessionShowsInAnotherScopeWhatItRemembers() {
        try (Session session = Scopes.call(Schools.acme(), bare::openSession)) {
            Scopes.call(Schools.acme(), () -> session.find(Plain.Student.class, Schools.acme(1)));

            Plain.Student leaked =
                    Scopes.call(
                            Schools.bolt(),
                            () -> session.find(Plain.Student.class, Schools.acme(1)));

            assertThat(leaked.name).isEqualTo("acme-1");
        }
    }

    @Test
    void nothingReachesTheDatabaseFromASessionInAnotherScope() throws IOException, SQLException {
        Schools schools = Schools.open();
        Wire wire = Wire.to(schools.database().app());
        SessionFactory factory =
                schools.factory(
                        new BootstrapServiceRegistryBuilder().build(),
                        ScopedDataSource.of(wire.through(), Schools.wall(Plain.CLASSES)),
                        Plain.CLASSES,
                        Map.of());
        try (wire;
                Session session = Scopes.call(Schools.acme(), factory::openSession)) {
            Plain.Student student =
                    Scopes.call(
                            Schools.acme(),
                            () -> session.find(Plain.Student.class, Schools.acme(1)));
            int before = wire.statements().size();

            for (Runnable use :
                    List.<Runnable>of(
                            () -> session.find(Plain.Student.class, Schools.bolt(1)),
                            () -> names(session),
                            () -> Hibernate.initialize(student.enrolments),
                            () -> session.refresh(student),
                            session::flush)) {
                assertThatExceptionOfType(ScopeMismatchException.class)
                        .isThrownBy(() -> Scopes.run(Schools.bolt(), use));
            }

            assertThat(before).isPositive();
            assertThat(wire.statements()).hasSize(before);
        }
    }

    @Test
    void aSessionOpenedOutsideAnyScopeTellsOfTheMappingAndOfNoRow() {
        try (Session session = pinned.openSession()) {
            var query = session.createQuery("from Student", Plain.Student.class);

            assertThatExceptionOfType(ScopeRequiredException.class).isThrownBy(query::list);
            assertThatExceptionOfType(ScopeRequiredException.class)
                    .isThrownBy(() -> session.find(Plain.Student.class, Schools.acme(1)));
            assertThatExceptionOfType(ScopeRequiredException.class)
                    .isThrownBy(session::beginTransaction);
            assertThatExceptionOfType(ScopeRequiredException.class)
                    .isThrownBy(() -> Scopes.call(Schools.acme(), () -> names(session)))
                    .withMessageContaining("opened outside any scope");
        }
    }

    private static List<String> names(Session session) {
        return session.createQuery("select name from Student order by name", String.class).list();
    }
}
