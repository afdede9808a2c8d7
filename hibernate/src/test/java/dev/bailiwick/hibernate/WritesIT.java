package dev.bailiwick.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;

import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.Transaction;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** What outlives its scope, and what is another tenant's, is refused before it is written. */
class WritesIT {

    private Schools schools;
    private SessionFactory pinned;
    private SessionFactory named;

    @BeforeEach
    void open() throws SQLException {
        schools = Schools.open();
        pinned = schools.pinned(Plain.CLASSES);
        named = schools.pinned(Named.CLASSES);
    }

    @Test
    void k54WhatWasAddedInAScopeIsNotFlushedByACommitInAnother() throws SQLException {
        try (Session session = Scopes.call(Schools.acme(), pinned::openSession)) {
            Transaction transaction = added(session);

            assertThatExceptionOfType(ScopeMismatchException.class)
                    .isThrownBy(() -> Scopes.run(Schools.bolt(), transaction::commit));
            assertThatExceptionOfType(ScopeMismatchException.class)
                    .isThrownBy(() -> Scopes.run(Schools.bolt(), session::flush));
            assertThatExceptionOfType(ScopeMismatchException.class).isThrownBy(transaction::commit);
            transaction.rollback();
        }
        assertThat(owner("acme-late")).isEqualTo("nobody");
    }

    @Test
    void k54ControlABareSessionPlantsItInTheScopeOfTheCommit() throws SQLException {
        try (Session session =
                Scopes.call(Schools.acme(), schools.bare(Plain.CLASSES)::openSession)) {
            Transaction transaction = added(session);

            Scopes.run(Schools.bolt(), transaction::commit);
        }
        assertThat(owner("acme-late")).isEqualTo(Schools.BOLT.toString());
    }

    private static Transaction added(Session session) {
        return Scopes.call(
                Schools.acme(),
                () -> {
                    Transaction transaction = session.beginTransaction();
                    session.persist(new Plain.Club("acme-late"));
                    return transaction;
                });
    }

    private Object owner(String club) throws SQLException {
        return schools.value(
                "select coalesce((select tenant_id::text from school.club where name = '%s'), 'nobody')"
                        .formatted(club));
    }

    @Test
    void whatIsLazyIsNotLoadedAfterItsScope() {
        try (Session session = Scopes.call(Schools.acme(), pinned::openSession)) {
            Plain.Enrolment enrolment =
                    Scopes.call(
                            Schools.acme(),
                            () -> session.find(Plain.Enrolment.class, Schools.acme(1)));
            Plain.Student proxy = Objects.requireNonNull(enrolment.student);
            Plain.Student student =
                    Scopes.call(
                            Schools.acme(),
                            () -> session.find(Plain.Student.class, Schools.acme(2)));

            assertThatExceptionOfType(ScopeMismatchException.class)
                    .isThrownBy(
                            () -> Scopes.run(Schools.bolt(), () -> Hibernate.initialize(proxy)));
            assertThatExceptionOfType(ScopeMismatchException.class)
                    .isThrownBy(() -> Scopes.call(Schools.bolt(), () -> student.enrolments.size()));
            assertThatExceptionOfType(ScopeMismatchException.class)
                    .isThrownBy(() -> student.enrolments.size());
            assertThat(Scopes.call(Schools.acme(), () -> student.enrolments.size())).isEqualTo(1);
        }
    }

    @Test
    void controlWhatIsLazyIsLoadedAfterwardsWhereNothingProtects() {
        try (Session session = schools.twin(Plain.CLASSES).openSession()) {
            Plain.Student student =
                    Scopes.call(
                            Schools.acme(),
                            () -> session.find(Plain.Student.class, Schools.acme(2)));

            assertThat(Scopes.call(Schools.bolt(), () -> student.enrolments.size())).isEqualTo(1);
        }
    }

    @Test
    void k194AnEntityOfAnotherTenantIsNotMerged() throws SQLException {
        Named.Course course = found(Named.Course.class, new Named.CourseId(acme(), 1));
        course.number = 7;

        assertRefusedIn(Schools.bolt(), session -> session.merge(course));
        assertThat(courses(7)).isEqualTo(0L);
    }

    @Test
    void k194ControlABareSessionMergesItIntoTheOtherTenant() throws SQLException {
        Named.Course course = found(Named.Course.class, new Named.CourseId(acme(), 1));
        course.number = 7;

        Scopes.run(
                Schools.bolt(), () -> bareNamed().inTransaction(session -> session.merge(course)));

        assertThat(courses(7)).isEqualTo(1L);
        assertThat(schools.value("select tenant_id::text from school.course where number = 7"))
                .isEqualTo(Schools.BOLT.toString());
    }

    @Test
    void k194ATenantThatACallerSetsInACompositeIdentifierIsNotOverwrittenButRefused()
            throws SQLException {
        Named.Course course = new Named.Course(8, "evil");
        course.tenant = acme();
        Named.Room room = new Named.Room(8, "evil");
        room.id.tenant = acme();

        assertRefusedIn(Schools.bolt(), session -> session.persist(course));
        assertRefusedIn(Schools.bolt(), session -> session.persist(room));
        assertThatExceptionOfType(ScopeMismatchException.class)
                .isThrownBy(
                        () ->
                                Scopes.run(
                                        Schools.bolt(),
                                        () ->
                                                named.inStatelessTransaction(
                                                        session -> session.insert(course))));
        assertThat(courses(8)).isEqualTo(0L);
    }

    @Test
    void k194ControlABareSessionOverwritesItSilently() throws SQLException {
        Named.Course course = new Named.Course(8, "evil");
        course.tenant = acme();

        Scopes.run(
                Schools.bolt(),
                () -> bareNamed().inTransaction(session -> session.persist(course)));

        assertThat(schools.value("select tenant_id::text from school.course where number = 8"))
                .isEqualTo(Schools.BOLT.toString());
    }

    @Test
    void aTenantInACompositeIdentifierIsFilledIn() {
        Scopes.run(
                Schools.acme(),
                () ->
                        named.inTransaction(
                                session -> {
                                    session.persist(new Named.Course(9, "mine"));
                                    session.persist(new Named.Room(9, "mine"));
                                }));

        assertThat(found(Named.Course.class, new Named.CourseId(acme(), 9)).title)
                .isEqualTo("mine");
        Named.RoomId id = new Named.RoomId();
        id.tenant = acme();
        id.number = 9;
        assertThat(found(Named.Room.class, id).title).isEqualTo("mine");
        Named.@Nullable Room foreign =
                Scopes.call(
                        Schools.bolt(),
                        () -> named.fromTransaction(session -> session.find(Named.Room.class, id)));
        assertThat(foreign).isNull();
    }

    @Test
    void k194AnEntityThatDoesNotSayWhoseItIsIsRememberedByWhereItWasLoaded() {
        Plain.Club club =
                Scopes.call(
                        Schools.acme(),
                        () ->
                                pinned.fromTransaction(
                                        session -> session.find(Plain.Club.class, acme())));

        assertThatExceptionOfType(ScopeMismatchException.class)
                .isThrownBy(
                        () ->
                                Scopes.run(
                                        Schools.bolt(),
                                        () ->
                                                pinned.inTransaction(
                                                        session -> session.merge(club))));
        Scopes.run(Schools.acme(), () -> pinned.inTransaction(session -> session.merge(club)));
    }

    @Test
    void k194AReferenceToAnEntityOfAnotherTenantIsRefusedAtTheLatestWhenFlushed() {
        Named.Student foreign = found(Named.Student.class, Schools.acme(1));

        assertRefusedIn(
                Schools.bolt(),
                session ->
                        session.persist(
                                new Named.Enrolment(
                                        foreign, session.find(Named.Subject.class, "Art"))));
        assertRefusedIn(
                Schools.bolt(),
                session -> {
                    session.find(Named.Student.class, Schools.bolt(1)).mentor = foreign;
                    session.flush();
                });
    }

    @Test
    void aTenantThatIsChangedOnALoadedEntityIsRefused() {
        assertRefusedIn(
                Schools.acme(),
                session -> {
                    session.find(Named.Student.class, Schools.acme(1)).tenant =
                            Schools.BOLT.value();
                    session.flush();
                });
    }

    @Test
    void rowsOfTenantsAreNotWrittenInTheGlobalScope() {
        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(
                        () ->
                                Scopes.run(
                                        new Scope.Global(),
                                        () ->
                                                named.inTransaction(
                                                        session ->
                                                                session.persist(
                                                                        new Named.Student("x")))));
    }

    private void assertRefusedIn(Scope scope, java.util.function.Consumer<Session> work) {
        assertThatExceptionOfType(ScopeMismatchException.class)
                .isThrownBy(() -> Scopes.run(scope, () -> named.inTransaction(work)));
    }

    private <T> T found(Class<T> type, Object id) {
        return Objects.requireNonNull(
                Scopes.call(
                        Schools.acme(),
                        () -> named.fromTransaction(session -> session.find(type, id))));
    }

    private Object courses(int number) throws SQLException {
        return schools.value("select count(*) from school.course where number = " + number);
    }

    private static UUID acme() {
        return Schools.ACME.value();
    }

    /** With the resolver that Hibernate's manual asks for. */
    private SessionFactory bareNamed() {
        return schools.bare(
                Named.CLASSES, Map.of("hibernate.tenant_identifier_resolver", new ByScope()));
    }

    private static final class ByScope implements CurrentTenantIdentifierResolver<UUID> {

        @Override
        public UUID resolveCurrentTenantIdentifier() {
            return Scopes.current().isPresent()
                    ? Scopes.requireTenant().tenant().value()
                    : new UUID(0, 0);
        }

        @Override
        public boolean validateExistingCurrentSessions() {
            return true;
        }
    }
}
