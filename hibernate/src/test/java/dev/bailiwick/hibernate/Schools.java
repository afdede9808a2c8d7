package dev.bailiwick.hibernate;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.TestDatabase;

import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.BootstrapServiceRegistry;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.boot.registry.classloading.internal.ClassLoaderServiceImpl;

import java.io.Serial;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

/** Two schools in one database behind the wall that their entities declare. */
final class Schools {

    static final TenantId ACME = TenantId.parse("00000000-0000-7000-8000-00000000000a");
    static final TenantId BOLT = TenantId.parse("00000000-0000-7000-8000-00000000000b");
    static final Roles ROLES =
            Roles.of("school_owner", "school_app").withMaintenance("school_maint");

    /** Students of both schools, numbered from one: three of Acme, two of Bolt. */
    private static final String ROWS =
            """
            insert into school values ('%1$s', 'Acme'), ('%2$s', 'Bolt');
            insert into subject values ('Art'), ('Biology');
            insert into student (id, tenant_id, email, name)
                select ('00000000-0000-7000-8000-a' || lpad(n::text, 11, '0'))::uuid, '%1$s'::uuid, 'acme-' || n || '@school', 'acme-' || n
                from generate_series(1, 3) n
                union all
                select ('00000000-0000-7000-8000-b' || lpad(n::text, 11, '0'))::uuid, '%2$s'::uuid, 'bolt-' || n || '@school', 'bolt-' || n
                from generate_series(1, 2) n;
            insert into enrolment (id, student_id, subject_name) select id, id, 'Art' from student;
            insert into club (id, tenant_id, name) values ('%1$s', '%1$s', 'acme-chess'), ('%2$s', '%2$s', 'bolt-chess');
            insert into student_club select s.id, c.id from student s join club c on c.tenant_id = s.tenant_id;
            insert into student_nickname select id, name || '-nick' from student;
            insert into course (tenant_id, number, title) values ('%1$s', 1, 'acme-course'), ('%2$s', 1, 'bolt-course');
            insert into room (tenant_id, number, title) values ('%1$s', 1, 'acme-room'), ('%2$s', 1, 'bolt-room');
            """
                    .formatted(ACME, BOLT);

    private static final String TABLES =
            """
            create table school (id uuid primary key, name text not null);
            create table subject (name text primary key);
            create table student (
                id uuid primary key, tenant_id uuid not null default bailiwick.tenant(),
                email text not null, name text not null, version integer not null default 0,
                mentor_id uuid references student, unique (tenant_id, email));
            create table enrolment (
                id uuid primary key, student_id uuid not null references student,
                subject_name text not null references subject);
            create table club (
                id uuid primary key, tenant_id uuid not null default bailiwick.tenant(), name text not null);
            create table student_club (
                student_id uuid not null references student, club_id uuid not null references club,
                primary key (student_id, club_id));
            create table student_nickname (
                student_id uuid not null references student, nickname text not null,
                primary key (student_id, nickname));
            create table course (
                tenant_id uuid not null default bailiwick.tenant(), number integer not null, title text not null,
                primary key (tenant_id, number));
            create table room (
                tenant_id uuid not null default bailiwick.tenant(), number integer not null, title text not null,
                primary key (tenant_id, number));
            """;

    private static final Blueprint BLUEPRINT =
            Blueprint.of("school")
                    .with(WallSql.functions(), TABLES, WallSql.isolation(wall(Named.CLASSES)))
                    .withRows(ROWS);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final TestDatabase database;

    private Schools(TestDatabase database) {
        this.database = database;
    }

    static Schools open() throws SQLException {
        return new Schools(BLUEPRINT.database().withTwins());
    }

    /** Which the gate lets through, as it does not where everybody may read the twins. */
    static Schools withoutTwins() throws SQLException {
        return new Schools(BLUEPRINT.database());
    }

    static Scope.Tenant acme() {
        return Scope.Tenant.of(ACME);
    }

    static Scope.Tenant bolt() {
        return Scope.Tenant.of(BOLT);
    }

    static UUID acme(int number) {
        return UUID.fromString("00000000-0000-7000-8000-a%011d".formatted(number));
    }

    static UUID bolt(int number) {
        return UUID.fromString("00000000-0000-7000-8000-b%011d".formatted(number));
    }

    static Wall wall(List<Class<?>> entities) {
        return EntityWall.of(
                sources(plainly(), entities).buildMetadata(offline()), "school", ROLES);
    }

    /** What anybody gets who has the module on the class path. */
    SessionFactory pinned(List<Class<?>> entities) {
        return factory(new BootstrapServiceRegistryBuilder().build(), scoped(), entities, Map.of());
    }

    SessionFactory pinned(List<Class<?>> entities, Map<String, Object> settings) {
        return factory(new BootstrapServiceRegistryBuilder().build(), scoped(), entities, settings);
    }

    /**
     * Hibernate as it is, on the same scoped data source: an attack that fails here is no proof.
     */
    SessionFactory bare(List<Class<?>> entities) {
        return bare(entities, Map.of());
    }

    /** As {@link #bare}, with the resolver that its manual shows for tenants. */
    SessionFactory bare(List<Class<?>> entities, Map<String, Object> settings) {
        return Scopes.call(
                new Scope.Global(), () -> factory(plainly(), scoped(), entities, settings));
    }

    /** Hibernate as it is, on tables that nothing protects. */
    SessionFactory twin(List<Class<?>> entities) {
        return factory(
                plainly(), database.twins(), entities, Map.of("hibernate.default_schema", "bare"));
    }

    ScopedDataSource scoped() {
        return ScopedDataSource.of(database.app(), wall(Plain.CLASSES));
    }

    ScopedDataSource maintenance() {
        return ScopedDataSource.maintenance(database.as("school_maint"), _ -> {});
    }

    TestDatabase database() {
        return database;
    }

    /** One value, read past every policy. */
    Object value(String sql) throws SQLException {
        try (Connection connection = database.as("postgres").getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getObject(1);
        }
    }

    SessionFactory factory(
            BootstrapServiceRegistry bootstrap,
            DataSource source,
            List<Class<?>> entities,
            Map<String, Object> settings) {
        return built(bootstrap, source, entities, settings);
    }

    /** On whatever tables. */
    static SessionFactory built(
            BootstrapServiceRegistry bootstrap,
            DataSource source,
            List<Class<?>> entities,
            Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>();
        all.put("hibernate.connection.datasource", source);
        all.put("hibernate.default_schema", "school");
        all.put("hibernate.cache.use_second_level_cache", true);
        all.put("hibernate.cache.use_query_cache", true);
        all.put("hibernate.cache.region.factory_class", "jcache");
        all.put("hibernate.cache.region_prefix", "factory" + NUMBER.incrementAndGet());
        all.put("hibernate.javax.cache.missing_cache_strategy", "create");
        all.put("hibernate.generate_statistics", true);
        all.putAll(settings);
        return sources(bootstrap, entities)
                .buildMetadata(
                        new StandardServiceRegistryBuilder(bootstrap).applySettings(all).build())
                .buildSessionFactory();
    }

    private static MetadataSources sources(
            BootstrapServiceRegistry bootstrap, List<Class<?>> entities) {
        MetadataSources sources = new MetadataSources(bootstrap);
        entities.forEach(sources::addAnnotatedClass);
        return sources;
    }

    /** For mappings alone. */
    static org.hibernate.boot.registry.StandardServiceRegistry offline() {
        return new StandardServiceRegistryBuilder()
                .applySetting("hibernate.boot.allow_jdbc_metadata_access", false)
                .applySetting("hibernate.dialect", "org.hibernate.dialect.PostgreSQLDialect")
                .build();
    }

    /** Hibernate without what this module adds to it. */
    static BootstrapServiceRegistry plainly() {
        return new BootstrapServiceRegistryBuilder()
                .applyClassLoaderService(new WithoutBailiwick())
                .build();
    }

    private static final class WithoutBailiwick extends ClassLoaderServiceImpl {

        @Serial private static final long serialVersionUID = 1L;

        @Override
        public <S> Collection<S> loadJavaServices(Class<S> contract) {
            return super.loadJavaServices(contract).stream()
                    .filter(
                            service ->
                                    !service.getClass()
                                            .getPackageName()
                                            .equals("dev.bailiwick.hibernate"))
                    .toList();
        }
    }
}
