package dev.bailiwick.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.Scopes;

import org.hibernate.SessionFactory;
import org.hibernate.SharedSessionContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Calls every method of a session in another scope than its own. A method that Hibernate adds one
 * day and that is not pinned turns this red.
 */
class EverythingPinnedIT {

    /** Settings and mappings, which show no row and take none; and giving back. */
    private static final Set<String> HARMLESS =
            Set.of(
                    "close",
                    "isOpen",
                    "getFactory",
                    "getSessionFactory",
                    "getTenantIdentifier",
                    "getTenantIdentifierValue",
                    "getTransaction",
                    "isTransactionInProgress",
                    "getCacheMode",
                    "setCacheMode",
                    "getCacheStoreMode",
                    "setCacheStoreMode",
                    "getCacheRetrieveMode",
                    "setCacheRetrieveMode",
                    "getHibernateFlushMode",
                    "setHibernateFlushMode",
                    "isDefaultReadOnly",
                    "setDefaultReadOnly",
                    "getFetchBatchSize",
                    "setFetchBatchSize",
                    "isSubselectFetchingEnabled",
                    "setSubselectFetchingEnabled",
                    "getJdbcBatchSize",
                    "setJdbcBatchSize",
                    "isFetchProfileEnabled",
                    "enableFetchProfile",
                    "disableFetchProfile",
                    "enableFilter",
                    "disableFilter",
                    "getEnabledFilter",
                    "getProperties",
                    "setProperty",
                    "getLobHelper",
                    "addEventListeners",
                    "getCriteriaBuilder",
                    "createEntityGraph",
                    "getEntityGraph",
                    "getEntityGraphs",
                    "createNamedStoredProcedureQuery",
                    // queries, which are looked at when they run
                    "getNamedNativeQuery");

    private static SessionFactory pinned;

    @BeforeAll
    static void open() throws SQLException {
        pinned = Schools.open().pinned(Plain.CLASSES);
    }

    @Test
    void everyMethodOfASessionIsPinned() {
        try (var session = Scopes.call(Schools.acme(), pinned::openSession)) {
            Plain.Student student =
                    Scopes.call(
                            Schools.acme(),
                            () -> session.find(Plain.Student.class, Schools.acme(1)));

            assertThat(passing(session, org.hibernate.Session.class, student)).isEmpty();
        }
    }

    @Test
    void everyMethodOfAStatelessSessionIsPinned() {
        try (var session = Scopes.call(Schools.acme(), pinned::openStatelessSession)) {
            Plain.Student student =
                    Scopes.call(
                            Schools.acme(),
                            () -> session.get(Plain.Student.class, Schools.acme(1)));

            assertThat(passing(session, org.hibernate.StatelessSession.class, student)).isEmpty();
        }
    }

    /** Methods that do anything else in the other tenant's scope than being refused for that. */
    private static Set<String> passing(
            SharedSessionContract session, Class<?> type, Plain.Student student) {
        Set<String> passing = new TreeSet<>();
        Arrays.stream(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !HARMLESS.contains(method.getName()))
                .sorted(Comparator.comparing(Method::toString))
                .forEach(
                        method ->
                                refusal(session, method, student)
                                        .ifPresent(
                                                other ->
                                                        passing.add(
                                                                method.getName()
                                                                        + Arrays.toString(
                                                                                method
                                                                                        .getParameterTypes())
                                                                        + ": "
                                                                        + other)));
        return passing;
    }

    private static Optional<String> refusal(
            SharedSessionContract session, Method method, Plain.Student student) {
        @Nullable Object[] args =
                Arrays.stream(method.getParameterTypes())
                        .map(type -> argument(type, student))
                        .toArray();
        try {
            Object result = Scopes.call(Schools.bolt(), () -> method.invoke(session, args));
            return Optional.of("returned " + result);
        } catch (InvocationTargetException failure) {
            return failure.getCause() instanceof ScopeMismatchException
                    ? Optional.empty()
                    : Optional.of(String.valueOf(failure.getCause()));
        } catch (ReflectiveOperationException failure) {
            return Optional.of(failure.toString());
        }
    }

    @SuppressWarnings("removal") // must be guarded as long as it is there
    private static @Nullable Object argument(Class<?> type, Plain.Student student) {
        if (type == Class.class) {
            return Plain.Student.class;
        } else if (type == String.class) {
            return Plain.Student.class.getName();
        } else if (type == Object.class) {
            return student;
        } else if (type == List.class) {
            return List.of(student.id);
        } else if (type == boolean.class) {
            return false;
        } else if (type == int.class) {
            return 1;
        } else if (type.isArray()) {
            return java.lang.reflect.Array.newInstance(type.getComponentType(), 0);
        } else if (type.isEnum()) {
            return type.getEnumConstants()[0];
        } else if (type == org.hibernate.jdbc.Work.class) {
            return (org.hibernate.jdbc.Work) _ -> {};
        } else if (type == org.hibernate.jdbc.ReturningWork.class) {
            return (org.hibernate.jdbc.ReturningWork<Object>) _ -> "";
        } else if (type == jakarta.persistence.ConnectionConsumer.class) {
            return (jakarta.persistence.ConnectionConsumer<Object>) _ -> {};
        } else if (type == jakarta.persistence.ConnectionFunction.class) {
            return (jakarta.persistence.ConnectionFunction<Object, Object>) _ -> "";
        } else if (type == org.hibernate.LockOptions.class) {
            return new org.hibernate.LockOptions(org.hibernate.LockMode.READ);
        } else if (type == jakarta.persistence.EntityGraph.class) {
            return pinned.createEntityGraph(Plain.Student.class);
        } else if (type == jakarta.persistence.metamodel.EntityType.class) {
            return pinned.getMetamodel().entity(Plain.Student.class);
        } else if (type == jakarta.persistence.criteria.CriteriaQuery.class) {
            var query = pinned.getCriteriaBuilder().createQuery(Plain.Student.class);
            query.from(Plain.Student.class);
            return query;
        } else if (type == java.util.function.Consumer.class) {
            return (java.util.function.Consumer<Object>) _ -> {};
        } else if (type == java.util.function.Function.class) {
            return (java.util.function.Function<Object, Object>) _ -> "";
        }
        return null;
    }
}
