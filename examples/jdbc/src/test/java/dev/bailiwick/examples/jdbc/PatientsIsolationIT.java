package dev.bailiwick.examples.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

/** How an application tests its own isolation: nothing but JUnit, a PostgreSQL and the toolkit. */
@SuppressWarnings("NullAway.Init") // made before all tests
class PatientsIsolationIT {

    // snippet database
    private static final TenantId NORTH = TenantId.parse("00000000-0000-7000-8000-00000000000a");
    private static final TenantId SOUTH = TenantId.parse("00000000-0000-7000-8000-00000000000b");

    private static EmbeddedPostgres server;
    private static DataSource scoped;
    private static DataSource twin;

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedPostgres.start();
        run(
                as("postgres", "public"),
                """
                create role clinics_owner login;
                create role clinics_app login;
                create schema clinics authorization clinics_owner;
                grant create on database postgres to clinics_owner;
                revoke temporary on database postgres from public;
                """);
        // your migrations
        run(as("clinics_owner", "clinics"), WallSql.functions(Clinics.WALL));
        run(as("clinics_owner", "clinics"), Clinics.TABLES);
        run(as("clinics_owner", "clinics"), WallSql.isolation(Clinics.WALL));

        DataSource app = as("clinics_app", "clinics");
        Gate.of(Clinics.WALL).check(app); // also that tests do not connect as a superuser
        scoped = ScopedDataSource.of(app, Clinics.WALL);
        Scopes.call(Scope.Tenant.of(NORTH), () -> add("Nora"));
        Scopes.call(Scope.Tenant.of(SOUTH), () -> add("Sam"));
        twin = twin();
    }

    // end

    // snippet twin
    /** The same table and rows for the same role, where no wall stands. Behind the gate's look. */
    private static DataSource twin() throws SQLException {
        run(
                as("postgres", "public"),
                """
                create schema bare;
                create table bare.patient (like clinics.patient including all);
                insert into bare.patient overriding system value select * from clinics.patient;
                grant usage on schema bare to clinics_app;
                grant all on all tables in schema bare to clinics_app;
                """);
        return as("clinics_app", "bare");
    }

    // end

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    // snippet tests
    @Test
    void aClinicSeesItsOwnPatientsAndNoOthers() throws SQLException {
        assertThat(Clinics.names(twin)).as("the control").containsExactly("Nora", "Sam");

        assertThat(Scopes.call(Scope.Tenant.of(NORTH), () -> Clinics.names(scoped)))
                .containsExactly("Nora");
        assertThat(Scopes.call(Scope.Tenant.of(SOUTH), () -> Clinics.names(scoped)))
                .containsExactly("Sam");
    }

    @Test
    void whatForgetsItsScopeIsRefused() {
        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(() -> Clinics.names(scoped));
    }

    @Test
    void aClinicNeitherPlantsNorChangesRowsOfAnother() throws SQLException {
        String planting =
                "insert into patient (tenant_id, name) values ('" + SOUTH + "', 'A forgery')";
        String renaming = "update patient set name = name where name = 'Sam'";
        Scope north = Scope.Tenant.of(NORTH);

        run(twin, "begin; " + planting + "; rollback"); // the control, of both
        assertThat(changed(twin, renaming)).isEqualTo(1);

        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> Scopes.call(north, () -> changed(scoped, planting)))
                .satisfies(refused -> assertThat(refused.getSQLState()).isEqualTo("42501"));
        assertThat(Scopes.call(north, () -> changed(scoped, renaming))).isZero();
    }

    /** Takes the wall away: whatever would stay green here proves nothing. */
    @Test
    void theGateNamesWhatSomebodyTookAway() throws SQLException {
        DataSource owner = as("clinics_owner", "clinics");
        Gate gate = Gate.of(Clinics.WALL);
        try {
            run(owner, "drop policy bailiwick_app on patient");
            assertThat(gate.faults(as("clinics_app", "clinics")))
                    .anyMatch(fault -> fault.id().equals("policy-missing"));
            assertThat(Scopes.call(Scope.Tenant.of(NORTH), () -> Clinics.names(scoped))).isEmpty();

            run(owner, "alter table patient disable row level security");
            assertThat(gate.faults(as("clinics_app", "clinics")))
                    .anyMatch(fault -> fault.id().equals("row-security-off"));
            assertThat(Scopes.call(Scope.Tenant.of(NORTH), () -> Clinics.names(scoped)))
                    .containsExactly("Nora", "Sam");
        } finally {
            run(owner, WallSql.isolation(Clinics.WALL));
        }
        assertThat(Scopes.call(Scope.Tenant.of(NORTH), () -> Clinics.names(scoped)))
                .containsExactly("Nora");
    }

    // end

    private static int add(String name) throws SQLException {
        return changed(scoped, "insert into patient (name) values ('" + name + "')");
    }

    private static int changed(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private static void run(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    // snippet login
    private static DataSource as(String role, String schema) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(server.getJdbcUrl(role, "postgres"));
        source.setCurrentSchema(schema);
        return source;
    }
    // end
}
