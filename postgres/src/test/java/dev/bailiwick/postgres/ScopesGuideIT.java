package dev.bailiwick.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.ScopeTooWideException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.EpochSource.Counter;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.sql.DataSource;

/** What {@code docs/toolkit/scopes.md} shows, run. Regions between the markers are shown there. */
class ScopesGuideIT {

    private static final TenantId acme = School.ACME;
    private static final TenantId bolt = School.BOLT;
    private static final PrincipalId ann = School.ANN;

    private static TestDatabase database;
    private static ScopedDataSource dataSource;

    @BeforeAll
    static void open() throws SQLException {
        database = Schools.database();
        dataSource =
                Schools.scoped(database)
                        .or(ScopedDataSource.maintenance(database.as("school_maint"), _ -> {}));
    }

    private static List<String> pupils() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return Sql.list(connection, "select name from pupil");
        }
    }

    private static void add(String name) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Sql.update(connection, "insert into pupil (name) values (?)", name);
        }
    }

    @Test
    void entering() throws SQLException {
        // snippet entering
        List<String> names = Scopes.call(Scope.Tenant.of(acme).as(ann), () -> pupils());
        // end

        assertThat(names).hasSize(9);
        assertThatExceptionOfType(ScopeRequiredException.class).isThrownBy(() -> pupils());
    }

    @Test
    void narrowing() throws SQLException {
        String seen = School.ACME_CLASS.toString();
        // snippet narrowing
        Scope all = Scope.Tenant.of(acme).with(School.CLASSES, "all");
        int lessons =
                Scopes.call(
                        all,
                        () -> {
                            Scope part = Scopes.narrowed(School.CLASSES, seen);
                            return Scopes.call(part, () -> lessons().size());
                        });
        // end

        assertThat(lessons).isEqualTo(1);
        assertThatExceptionOfType(ScopeTooWideException.class)
                .isThrownBy(() -> Scopes.call(all, () -> Scopes.narrowed(bolt)));
    }

    private static List<String> lessons() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return Sql.list(connection, "select title from lesson");
        }
    }

    @Test
    void severalTenants() throws SQLException {
        // snippet several
        Scope.Tenants both = Scope.Tenants.of(Set.of(acme, bolt));
        List<String> everybody = Scopes.call(both, () -> pupils());
        Scopes.call(
                both.naming(bolt),
                () -> {
                    add("bolt-8");
                    return pupils();
                });
        for (TenantId tenant : both.tenants()) {
            Scopes.call(both.one(tenant), () -> pupils());
        }
        // end

        assertThat(everybody).hasSize(16);
        assertThat(Sql.stateOf(() -> Scopes.call(both, () -> run(() -> add("nobody's")))))
                .isEqualTo(Sql.REFUSED);
        Sql.update(dataSource, School.bolt(), "delete from pupil where name = 'bolt-8'");
    }

    private static int run(Sql.Work work) throws SQLException {
        work.run();
        return 0;
    }

    @Test
    void theDataSourceOfSeveralTenants() throws SQLException {
        Roles roles = School.ROLES;
        Table[] tables = School.WALL.tables().toArray(Table[]::new);
        DataSource appPool = database.app();
        DataSource severalPool = database.as(Schools.ROLE);
        // snippet several-source
        Wall wall = Wall.of("school", roles.withSeveral("school_several"), tables);
        Gate.of(wall).check(appPool);
        Gate.of(wall).checkSeveral(severalPool);
        DataSource source =
                ScopedDataSource.of(appPool, wall).or(ScopedDataSource.several(severalPool, wall));
        // end

        assertThat(Sql.list(source, Schools.acmeAndBolt(), "select name from pupil")).hasSize(16);
    }

    @Test
    void oneQueryInAnotherScope() throws SQLException {
        // snippet override
        List<String> names =
                Scopes.call(
                        Scope.Tenant.of(acme),
                        () -> {
                            try (Connection connection = dataSource.getConnection()) {
                                connection.setAutoCommit(false);
                                Sql.update(connection, "update pupil set email = null");
                                // a connection of its own: this one belongs to the outer scope
                                List<String> others =
                                        Scopes.call(Scope.Tenant.of(bolt), () -> pupils());
                                connection.rollback();
                                return others;
                            }
                        });
        // end

        assertThat(names).hasSize(7);
    }

    @Test
    void maintenance() throws SQLException {
        // snippet maintenance
        Scope sweep = new Scope.Maintenance("count pupils for the bill", Duration.ofMinutes(5));
        int all = Scopes.call(sweep, () -> pupils().size());
        // end

        assertThat(all).isEqualTo(17);
    }

    @Test
    void carrying() throws Exception {
        Callable<List<String>> work = () -> pupils();
        // snippet carrying
        try (ExecutorService threads =
                Scopes.carrying(Executors.newVirtualThreadPerTaskExecutor())) {
            Future<List<String>> names =
                    Scopes.call(Scope.Tenant.of(acme), () -> threads.submit(work));
            assertThat(names.get()).hasSize(9);
        }
        // end
    }

    @Test
    void stages() throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            // snippet stages
            CompletableFuture<Integer> count =
                    Scopes.call(
                            Scope.Tenant.of(acme),
                            () ->
                                    CompletableFuture.supplyAsync(
                                                    Scopes.carrySupplier(() -> names()), pool)
                                            .thenApplyAsync(
                                                    Scopes.carryFunction(
                                                            names -> names.size() + names().size()),
                                                    pool));
            // end

            assertThat(count.join()).isEqualTo(18);
        }
    }

    private static List<String> names() {
        try {
            return pupils();
        } catch (SQLException failure) {
            throw new CompletionException(failure);
        }
    }

    @Test
    void epoch() throws SQLException {
        DataSource appPool = database.app();
        Wall plain = Schools.WALL;
        // snippet epoch
        Wall wall = plain.withEpoch();
        DataSource source = ScopedDataSource.of(appPool, wall);
        Scope derived = Scope.Tenant.of(acme).as(ann).at(new Epoch(41));
        // end

        assertThat(Sql.list(source, derived, "select current_setting('bailiwick.epoch')"))
                .containsExactly("41");
    }

    @Test
    void anEpochThatIsCompared() {
        // snippet checking
        Wall wall =
                Wall.of(
                                "school",
                                Roles.of("school_owner", "school_app"),
                                Table.identity("organisation")
                                        .select(Rows.ofTenant("id"))
                                        .changedByOwner(),
                                Table.identity("person").select(Rows.own("id")).lookedUpByOwner(),
                                Table.tenant("pupil").everything())
                        .checkingEpoch(
                                EpochSource.of(
                                        new Counter("organisation", "id", "authority_epoch"),
                                        new Counter("person", "id", "authority_epoch")));
        String behindTheTables = WallSql.epoch(wall);
        // end

        assertThat(behindTheTables).contains("school.organisation told", "school.person told");
    }
}
