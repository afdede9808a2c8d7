package dev.bailiwick.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bailiwick.core.Fault;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.WallException;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.TenantTable;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;

import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import javax.sql.DataSource;

/** A factory is built pinned or not at all, and nothing opens a session beside its scope. */
class SetUpIT {

    private static Schools schools;
    private static SessionFactory pinned;

    @BeforeAll
    static void open() throws SQLException {
        schools = Schools.open();
        pinned = schools.pinned(Named.CLASSES);
    }

    @Test
    void theGatePassesTheDatabaseOfAStartedUnit() throws SQLException {
        assertThat(
                        Gate.of(EntityWall.of(pinned, "school", Schools.ROLES))
                                .faults(schools.database().app()))
                .filteredOn(Fault::isError)
                // those of the twins, which the controls need
                .filteredOn(fault -> !fault.object().startsWith("table bare."))
                .isEmpty();
    }

    @Test
    void theWallOfAFactoryThatIsNotPinnedIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> EntityWall.of(schools.bare(Plain.CLASSES), "school", Schools.ROLES))
                .withMessageContaining("not pinned");
    }

    @Test
    void connectionsPastTheScopedDataSourceAreRefused() {
        assertThat(faults(schools.database().app(), Map.of()))
                .containsExactly(
                        "setting hibernate.connection.datasource: connections do not come from a"
                                + " ScopedDataSource; give one");
    }

    @Test
    void settingsThatWouldLeadAroundThePinAreRefused() {
        assertThat(
                        faults(
                                schools.scoped(),
                                Map.of(
                                        "hibernate.enable_lazy_load_no_trans",
                                        true,
                                        "hibernate.tenant_identifier_resolver",
                                        new Anybody())))
                .hasSize(2)
                .anyMatch(fault -> fault.startsWith("setting hibernate.enable_lazy_load_no_trans"))
                .anyMatch(
                        fault -> fault.startsWith("setting hibernate.tenant_identifier_resolver"));
    }

    @Test
    void k122AMappingToLargeObjectsStopsTheStart() {
        assertThatExceptionOfType(WallException.class)
                .isThrownBy(() -> schools.pinned(List.of(Shapes.Recording.class)))
                .withMessageContaining("Shapes$Recording.words: kept in a large object");
    }

    /** The wall of the data source tells, whether it was made of the entities or by hand. */
    @Test
    void k197WhatAWallByHandShowsToSomeMayNotBeCached() {
        TenantTable pages = Table.tenant("cached_page").select();
        Wall wall = Wall.of("school", Schools.ROLES, pages.ownedBy("author_id"));

        assertThatExceptionOfType(WallException.class)
                .isThrownBy(
                        () ->
                                schools.factory(
                                        new BootstrapServiceRegistryBuilder().build(),
                                        ScopedDataSource.of(schools.database().app(), wall),
                                        List.of(Shapes.CachedPage.class),
                                        Map.of()))
                .satisfies(
                        refused ->
                                assertThat(refused.faults())
                                        .extracting(Fault::id)
                                        .containsExactly("entity-cached"));
    }

    private static List<String> faults(DataSource source, Map<String, Object> settings) {
        return assertThatExceptionOfType(WallException.class)
                .isThrownBy(
                        () ->
                                schools.factory(
                                        new BootstrapServiceRegistryBuilder().build(),
                                        source,
                                        Plain.CLASSES,
                                        settings))
                .actual()
                .faults()
                .stream()
                .map(Fault::toString)
                .toList();
    }

    @Test
    void aTenantThatIsNamedBesideTheScopeIsRefused() {
        UUID bolt = Schools.BOLT.value();

        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(
                        () ->
                                Scopes.call(
                                        Schools.acme(),
                                        () ->
                                                pinned.withOptions()
                                                        .tenantIdentifier((Object) bolt)
                                                        .openSession()))
                .withMessageContaining("named beside the scope");
        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(
                        () ->
                                Scopes.call(
                                        Schools.acme(),
                                        () ->
                                                pinned.createEntityManager(
                                                        Map.of("org.hibernate.tenantId", bolt))));
    }

    @Test
    void k62AConnectionThatIsBroughtIsRefused() throws SQLException {
        try (Connection connection = schools.database().app().getConnection()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () ->
                                    Scopes.call(
                                            Schools.acme(),
                                            () -> pinned.openStatelessSession(connection)));
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () ->
                                    Scopes.call(
                                            Schools.acme(),
                                            () ->
                                                    pinned.withOptions()
                                                            .connection(connection)
                                                            .openSession()));
        }
    }

    @Test
    void aSessionThatSharesAnothersTransactionIsPinnedToo() {
        Scopes.run(
                Schools.acme(),
                () ->
                        pinned.inTransaction(
                                session -> {
                                    try (Session beside =
                                            session.sessionWithOptions()
                                                    .connection()
                                                    .openSession()) {
                                        assertThat(
                                                        beside.find(
                                                                        Named.Student.class,
                                                                        Schools.acme(1))
                                                                .name)
                                                .isEqualTo("acme-1");
                                        Scopes.run(Schools.bolt(), () -> refusesToFind(beside));
                                    }
                                }));
    }

    private static void refusesToFind(Session session) {
        assertThatExceptionOfType(ScopeMismatchException.class)
                .isThrownBy(() -> session.find(Named.Student.class, Schools.acme(1)));
    }

    @Test
    void aSessionIsNotCarriedInBytes() {
        try (Session session = Scopes.call(Schools.acme(), pinned::openSession)) {
            assertThatExceptionOfType(NotSerializableException.class)
                    .isThrownBy(
                            () ->
                                    new ObjectOutputStream(new ByteArrayOutputStream())
                                            .writeObject(session));
        }
    }

    @Test
    void maintenanceReadsAllTenantsAndWritesNamedOnes() throws SQLException {
        Scope scope = new Scope.Maintenance("a test", Duration.ofMinutes(1));
        SessionFactory maintenance =
                Scopes.call(
                        scope,
                        () ->
                                schools.factory(
                                        new BootstrapServiceRegistryBuilder().build(),
                                        schools.maintenance(),
                                        Named.CLASSES,
                                        Map.of()));
        Named.Student nobodys = new Named.Student("nobody");
        Named.Student bolts = new Named.Student("bolt-maintained");
        bolts.tenant = Schools.BOLT.value();

        Scopes.run(
                scope,
                () ->
                        maintenance.inTransaction(
                                session -> {
                                    assertThat(
                                                    session.createSelectionQuery(
                                                                    "select name from Student",
                                                                    String.class)
                                                            .list())
                                            .contains("acme-1", "bolt-1");
                                    session.persist(bolts);
                                }));
        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(
                        () ->
                                Scopes.run(
                                        scope,
                                        () ->
                                                maintenance.inTransaction(
                                                        session -> session.persist(nobodys))))
                .withMessageContaining("names no tenant");

        assertThat(
                        schools.value(
                                "select tenant_id::text from school.student where name ="
                                        + " 'bolt-maintained'"))
                .isEqualTo(Schools.BOLT.toString());
        Scopes.run(
                scope,
                () -> maintenance.inTransaction(session -> session.remove(session.merge(bolts))));
    }

    @Test
    void aSessionOfSeveralTenantsAddsRowsOfTheNamedOneAlone() {
        Scope.Tenants both = Scope.Tenants.of(Schools.ACME, Schools.BOLT);
        Named.Student acmes = new Named.Student("acme-x");
        acmes.tenant = Schools.ACME.value();

        Scopes.run(both.naming(Schools.ACME), () -> handOver(acmes));
        assertThatExceptionOfType(ScopeMismatchException.class)
                .isThrownBy(() -> Scopes.run(both.naming(Schools.BOLT), () -> handOver(acmes)));
        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(() -> Scopes.run(both, () -> handOver(acmes)))
                .withMessageContaining("Name the tenant");
    }

    /** Until the flush, which is the database's to allow. */
    private static void handOver(Named.Student student) {
        try (Session session = pinned.openSession()) {
            assertThat(session.getEnabledFilter("_tenantId")).isNull();
            session.persist(student);
        }
    }

    private static final class Anybody implements CurrentTenantIdentifierResolver<Object> {

        @Override
        public Object resolveCurrentTenantIdentifier() {
            return "";
        }

        @Override
        public boolean validateExistingCurrentSessions() {
            return true;
        }
    }
}
