package dev.bailiwick.hibernate;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;

import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.jpa.repository.support.JpaRepositoryFactory;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.support.TransactionTemplate;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/** The contract, once for each way in. */
class IsolationIT {

    private static final Schools SCHOOLS = opened();
    private static final SessionFactory FACTORY = SCHOOLS.pinned(Named.CLASSES);
    private static final EntityManagerFactory JPA = jpa();

    private static Schools opened() {
        try {
            return Schools.open();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** As Jakarta Persistence starts it, which differs in how failures are passed on. */
    private static EntityManagerFactory jpa() {
        return new HibernatePersistenceConfiguration("schools")
                .managedClasses(Named.CLASSES)
                .property("jakarta.persistence.nonJtaDataSource", SCHOOLS.scoped())
                .property("hibernate.default_schema", "school")
                .createEntityManagerFactory();
    }

    @Nested
    class ASession implements IsolationContract {

        @Override
        public List<String> names() {
            return FACTORY.fromTransaction(
                    session ->
                            session.createSelectionQuery("select name from Student", String.class)
                                    .list());
        }

        @Override
        public Named.@Nullable Student find(UUID id) {
            return FACTORY.fromTransaction(session -> session.find(Named.Student.class, id));
        }

        @Override
        public void add(Named.Student student) {
            FACTORY.inTransaction(session -> session.persist(student));
        }

        @Override
        public void change(Named.Student student) {
            FACTORY.inTransaction(session -> session.merge(student));
        }

        @Override
        public void remove(Named.Student student) {
            FACTORY.inTransaction(session -> session.remove(student));
        }
    }

    @Nested
    class JakartaPersistence implements IsolationContract {

        @Override
        public List<String> names() {
            return in(
                    manager ->
                            manager.createQuery("select name from Student", String.class)
                                    .getResultList());
        }

        @Override
        public Named.@Nullable Student find(UUID id) {
            return in(manager -> manager.find(Named.Student.class, id));
        }

        @Override
        public void add(Named.Student student) {
            run(manager -> manager.persist(student));
        }

        @Override
        public void change(Named.Student student) {
            run(manager -> manager.merge(student));
        }

        @Override
        public void remove(Named.Student student) {
            run(manager -> manager.remove(manager.merge(student)));
        }

        private static void run(Consumer<EntityManager> work) {
            in(
                    manager -> {
                        work.accept(manager);
                        return true;
                    });
        }

        private static <T extends @Nullable Object> T in(Function<EntityManager, T> work) {
            try (EntityManager manager = JPA.createEntityManager()) {
                manager.getTransaction().begin();
                try {
                    T result = work.apply(manager);
                    manager.getTransaction().commit();
                    return result;
                } finally {
                    if (manager.getTransaction().isActive()) {
                        manager.getTransaction().rollback();
                    }
                }
            }
        }
    }

    @Nested
    class AStatelessSession implements IsolationContract {

        @Override
        public List<String> names() {
            return in(
                    session ->
                            session.createSelectionQuery("select name from Student", String.class)
                                    .list());
        }

        @Override
        public Named.@Nullable Student find(UUID id) {
            return in(session -> session.get(Named.Student.class, id));
        }

        @Override
        public void add(Named.Student student) {
            in(session -> session.insert(student));
        }

        @Override
        public void change(Named.Student student) {
            FACTORY.inStatelessTransaction(session -> session.update(student));
        }

        @Override
        public void remove(Named.Student student) {
            FACTORY.inStatelessTransaction(session -> session.delete(student));
        }

        private static <T extends @Nullable Object> T in(Function<StatelessSession, T> work) {
            return FACTORY.fromStatelessTransaction(work);
        }
    }

    /** Queries by annotation are looked at when the repository is made, outside any scope. */
    interface Students extends JpaRepository<Named.Student, UUID> {

        @Query("select s.name from Student s")
        List<String> names();
    }

    @Nested
    class SpringRepositories implements IsolationContract {

        private static final TransactionTemplate TRANSACTION =
                new TransactionTemplate(new JpaTransactionManager(JPA));
        private static final Students STUDENTS =
                new JpaRepositoryFactory(SharedEntityManagerCreator.createSharedEntityManager(JPA))
                        .getRepository(Students.class);

        @Override
        public List<String> names() {
            return TRANSACTION.execute(_ -> STUDENTS.names());
        }

        @Override
        public Named.@Nullable Student find(UUID id) {
            return TRANSACTION.execute(_ -> STUDENTS.findById(id).orElse(null));
        }

        @Override
        public void add(Named.Student student) {
            TRANSACTION.executeWithoutResult(_ -> STUDENTS.saveAll(List.of(student)));
        }

        @Override
        public void change(Named.Student student) {
            TRANSACTION.executeWithoutResult(_ -> STUDENTS.save(student));
        }

        @Override
        public void remove(Named.Student student) {
            TRANSACTION.executeWithoutResult(_ -> STUDENTS.delete(student));
        }
    }

    @Nested
    class JakartaRepositories implements IsolationContract {

        @Override
        public List<String> names() {
            return in(StudentRepository::names);
        }

        @Override
        public Named.@Nullable Student find(UUID id) {
            return in(students -> students.byId(id).orElse(null));
        }

        @Override
        public void add(Named.Student student) {
            run(students -> students.add(student));
        }

        @Override
        public void change(Named.Student student) {
            run(students -> students.change(student));
        }

        @Override
        public void remove(Named.Student student) {
            run(students -> students.remove(student));
        }

        private static void run(Consumer<StudentRepository> work) {
            FACTORY.inStatelessTransaction(session -> work.accept(of(session)));
        }

        private static <T extends @Nullable Object> T in(Function<StudentRepository, T> work) {
            return FACTORY.fromStatelessTransaction(session -> work.apply(of(session)));
        }

        /** The processor sees Spring on the class path, and asks for the session in its way. */
        private static StudentRepository of(StatelessSession session) {
            return new StudentRepository_(
                    new ObjectProvider<>() {
                        @Override
                        public StatelessSession getObject() {
                            return session;
                        }
                    });
        }
    }
}
