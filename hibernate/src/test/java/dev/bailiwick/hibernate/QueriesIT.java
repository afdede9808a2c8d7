package dev.bailiwick.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;

import jakarta.persistence.ParameterMode;

import org.hibernate.Hibernate;
import org.hibernate.ScrollableResults;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.SharedSessionContract;
import org.hibernate.Transaction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/** However rows are asked for or changed, only those of the scope are. */
class QueriesIT {

    private static Schools schools;
    private static SessionFactory pinned;
    private static SessionFactory twin;

    @BeforeAll
    static void open() throws SQLException {
        schools = Schools.open();
        schools.database()
                .asSuperuser(
                        "create function public.names() returns setof text language sql as 'select"
                                + " name from student'",
                        "grant execute on function public.names() to school_app",
                        "create procedure public.first_name(out name text) language sql as 'select"
                                + " min(name) from student'",
                        "grant execute on procedure public.first_name to school_app");
        pinned = schools.pinned(Plain.CLASSES);
        twin = schools.twin(Plain.CLASSES);
    }

    /** A way to the names of all students. */
    @SuppressWarnings("ImmutableEnumChecker") // the function has no state
    enum Reading {
        HQL(
                session ->
                        session.createSelectionQuery("select name from Student", String.class)
                                .list()),
        HQL_JOIN(
                session ->
                        session.createSelectionQuery(
                                        "select e.student.name from Enrolment e", String.class)
                                .list()),
        CRITERIA(
                session -> {
                    var builder = session.getCriteriaBuilder();
                    var query = builder.createQuery(String.class);
                    query.select(query.from(Plain.Student.class).get("name"));
                    return session.createSelectionQuery(query).list();
                }),
        NATIVE(
                session ->
                        session.createNativeQuery("select name from student", String.class).list()),
        STREAM(
                session -> {
                    try (Stream<String> names =
                            session.createSelectionQuery("select name from Student", String.class)
                                    .setFetchSize(1)
                                    .getResultStream()) {
                        return names.toList();
                    }
                }),
        SCROLL(
                session -> {
                    List<String> names = new ArrayList<>();
                    try (ScrollableResults<String> rows =
                            session.createSelectionQuery("select name from Student", String.class)
                                    .scroll()) {
                        while (rows.next()) {
                            names.add(rows.get());
                        }
                    }
                    return names;
                }),
        WORK(
                session ->
                        session.doReturningWork(
                                connection -> {
                                    List<String> names = new ArrayList<>();
                                    try (var statement = connection.createStatement();
                                            var rows =
                                                    statement.executeQuery(
                                                            "select name from student")) {
                                        while (rows.next()) {
                                            names.add(rows.getString(1));
                                        }
                                    }
                                    return names;
                                })),
        FUNCTION(
                session ->
                        session.createNativeQuery("select * from public.names()", String.class)
                                .list());

        private final Function<SharedSessionContract, List<String>> names;

        Reading(Function<SharedSessionContract, List<String>> names) {
            this.names = names;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSessionReadsRowsOfItsTenant(Reading reading) {
        assertThat(twin.fromTransaction(reading.names)).contains("acme-1", "bolt-1");

        assertThat(Scopes.call(Schools.acme(), () -> pinned.fromTransaction(reading.names)))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("acme"));
        assertThat(Scopes.call(Schools.bolt(), () -> pinned.fromTransaction(reading.names)))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("bolt"));
        assertThat(Scopes.call(new Scope.Global(), () -> pinned.fromTransaction(reading.names)))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aStatelessSessionReadsRowsOfItsTenant(Reading reading) {
        assertThat(twin.fromStatelessTransaction(reading.names)).contains("acme-1", "bolt-1");

        assertThat(
                        Scopes.call(
                                Schools.acme(),
                                () -> pinned.fromStatelessTransaction(reading.names)))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("acme"));
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsReadOutsideAnyScope(Reading reading) {
        try (Session session = pinned.openSession()) {
            assertThatExceptionOfType(ScopeRequiredException.class)
                    .isThrownBy(() -> reading.names.apply(session));
        }
    }

    @Test
    void severalAreLoadedByTheirIdentifiers() {
        var ids = List.of(Schools.acme(1), Schools.bolt(1));

        assertThat(loaded(twin, ids)).hasSize(2);
        assertThat(Scopes.call(Schools.acme(), () -> loaded(pinned, ids)))
                .containsExactly("acme-1");
        long found =
                Scopes.call(
                        Schools.acme(),
                        () ->
                                pinned.fromStatelessTransaction(
                                        session ->
                                                session
                                                        .getMultiple(Plain.Student.class, ids)
                                                        .stream()
                                                        .filter(Objects::nonNull)
                                                        .count()));
        assertThat(found).isEqualTo(1);
    }

    @Test
    void lazyReferencesAreFetchedTogetherAndOfTheOwnTenantAlone() {
        assertThat(mentioned(twin)).contains("acme-1", "bolt-1");
        assertThat(Scopes.call(Schools.acme(), () -> mentioned(pinned)))
                .containsExactlyInAnyOrder("acme-1", "acme-2", "acme-3");
    }

    private static List<String> mentioned(SessionFactory factory) {
        return factory.fromTransaction(
                session -> {
                    session.setFetchBatchSize(10);
                    return session
                            .createSelectionQuery("from Enrolment", Plain.Enrolment.class)
                            .list()
                            .stream()
                            .map(enrolment -> Hibernate.unproxy(enrolment.student))
                            .map(student -> ((Plain.Student) student).name)
                            .toList();
                });
    }

    private static List<String> loaded(SessionFactory factory, List<?> ids) {
        return factory.fromTransaction(
                session ->
                        session.findMultiple(Plain.Student.class, ids).stream()
                                .filter(Objects::nonNull)
                                .map(student -> student.name)
                                .toList());
    }

    @Test
    void aStreamThatIsContinuedInAnotherScopeIsRefused() {
        try (Session session = Scopes.call(Schools.acme(), pinned::openSession)) {
            Iterator<String> names =
                    Scopes.call(
                            Schools.acme(),
                            () ->
                                    session.createSelectionQuery(
                                                    "select name from Student", String.class)
                                            .getResultStream()
                                            .iterator());

            assertThatExceptionOfType(ScopeMismatchException.class)
                    .isThrownBy(() -> Scopes.call(Schools.bolt(), names::next));
        }
    }

    @Test
    void aQueryThatWasMadeInAnotherScopeIsRefused() {
        try (Session session = Scopes.call(Schools.acme(), pinned::openSession)) {
            var query =
                    Scopes.call(
                            Schools.acme(),
                            () ->
                                    session.createSelectionQuery(
                                            "select name from Student", String.class));

            assertThatExceptionOfType(ScopeMismatchException.class)
                    .isThrownBy(() -> Scopes.call(Schools.bolt(), query::list));
        }
    }

    @Test
    void aStoredProcedureRunsInTheScope() {
        List<String> names =
                Scopes.call(
                        Schools.acme(),
                        () ->
                                pinned.fromTransaction(
                                        session -> {
                                            var call =
                                                    session.createStoredProcedureCall(
                                                            "public.first_name");
                                            call.registerParameter(
                                                    1, String.class, ParameterMode.OUT);
                                            return List.of(
                                                    (String)
                                                            call.getOutputs()
                                                                    .getOutputParameterValue(1));
                                        }));

        assertThat(names).containsExactly("acme-1");
    }

    /** A way to change or remove students of Bolt; how many it reached. */
    @SuppressWarnings("ImmutableEnumChecker") // the function has no state
    enum Writing {
        HQL_UPDATE(
                session ->
                        session.createMutationQuery(
                                        "update Student set name = name || '!' where name like"
                                                + " 'bolt%'")
                                .executeUpdate()),
        CRITERIA_UPDATE(
                session -> {
                    var builder = session.getCriteriaBuilder();
                    var update = builder.createCriteriaUpdate(Plain.Student.class);
                    var student = update.from(Plain.Student.class);
                    update.set(student.get("name"), "bolt-forged");
                    update.where(builder.like(student.get("name"), "bolt%"));
                    return session.createMutationQuery(update).executeUpdate();
                }),
        NATIVE_UPDATE(
                session ->
                        session.createNativeMutationQuery(
                                        "update student set name = 'bolt-forged' where name like"
                                                + " 'bolt%'")
                                .executeUpdate()),
        HQL_DELETE(
                session ->
                        session.createMutationQuery("delete Enrolment where id = :id")
                                .setParameter("id", Schools.bolt(1))
                                .executeUpdate()),
        CRITERIA_DELETE(
                session -> {
                    var builder = session.getCriteriaBuilder();
                    var delete = builder.createCriteriaDelete(Plain.Enrolment.class);
                    delete.where(
                            builder.equal(
                                    delete.from(Plain.Enrolment.class).get("id"), Schools.bolt(2)));
                    return session.createMutationQuery(delete).executeUpdate();
                });

        private final Function<SharedSessionContract, Integer> count;

        Writing(Function<SharedSessionContract, Integer> count) {
            this.count = count;
        }
    }

    @ParameterizedTest
    @EnumSource
    void k242BulkStatementsReachRowsOfTheirTenantAlone(Writing writing) {
        try (Session session = twin.openSession()) {
            Transaction transaction = session.beginTransaction();
            assertThat(writing.count.apply(session)).isPositive();
            transaction.rollback();
        }

        assertThat(Scopes.call(Schools.acme(), () -> pinned.fromTransaction(writing.count)))
                .isZero();
        assertThat(
                        Scopes.call(
                                Schools.acme(),
                                () -> pinned.fromStatelessTransaction(writing.count)))
                .isZero();
    }

    @Test
    void k242ABatchWithRowsOfSeveralTenantsIsRefusedAsAWhole() throws SQLException {
        Plain.School bolt = new Plain.School();
        bolt.id = Schools.BOLT.value();
        Plain.School acme = new Plain.School();
        acme.id = Schools.ACME.value();
        List<Plain.Student> mixed =
                List.of(
                        new Plain.Student(acme, "acme-batch"),
                        new Plain.Student(bolt, "bolt-batch"));

        assertThatExceptionOfType(ScopeMismatchException.class)
                .isThrownBy(
                        () ->
                                Scopes.run(
                                        Schools.acme(),
                                        () ->
                                                pinned.inTransaction(
                                                        session ->
                                                                mixed.forEach(session::persist))))
                .withMessageContaining("Student belongs to the scope of tenant " + Schools.BOLT);
        assertThatExceptionOfType(ScopeMismatchException.class)
                .isThrownBy(
                        () ->
                                Scopes.run(
                                        Schools.acme(),
                                        () ->
                                                pinned.inStatelessTransaction(
                                                        session -> session.insertMultiple(mixed))));
        assertThat(schools.value("select count(*) from school.student where name like '%-batch'"))
                .isEqualTo(0L);
        try (Session session = twin.openSession()) {
            Transaction transaction = session.beginTransaction();
            mixed.forEach(session::persist);
            session.flush();
            transaction.rollback();
        }
    }
}
