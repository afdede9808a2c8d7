package dev.bailiwick.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.Fault;
import dev.bailiwick.core.WallException;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

import java.sql.SQLException;

/** The gate knows the role for several tenants: its attributes, grants, policies and functions. */
class SeveralTenantsGateIT {

    private TestDatabase database;

    @BeforeEach
    void open() throws SQLException {
        database = Schools.database();
    }

    @Test
    void aDatabaseAsDeclaredPassesAsEitherRole() throws SQLException {
        assertThat(Gate.of(Schools.WALL).faults(database.app())).isEmpty();
        assertThat(Gate.of(Schools.WALL).faultsOfSeveral(database.as(Schools.ROLE))).isEmpty();
        Gate.of(Schools.WALL).checkSeveral(database.as(Schools.ROLE));
    }

    @Test
    void anotherRolesPoolIsRefused() {
        assertThatExceptionOfType(WallException.class)
                .isThrownBy(() -> Gate.of(Schools.WALL).checkSeveral(database.app()))
                .withMessageContaining("acting as school_app, not as school_several");
        assertThatExceptionOfType(WallException.class)
                .isThrownBy(() -> Gate.of(School.WALL).checkSeveral(database.app()))
                .withMessageContaining(
                        "role for several tenants: is not declared: name it by Roles.withSeveral");
    }

    @Test
    void k31TenantsForgedInTheUrlAreNamed() throws SQLException {
        PGSimpleDataSource forged = database.as(Schools.ROLE);
        forged.setOptions("-c bailiwick.tenants=" + School.BOLT);

        assertThat(Gate.of(Schools.WALL).faultsOfSeveral(forged))
                .extracting(Fault::toString)
                .containsExactly("session: bailiwick.tenants is set before any scope is entered");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    drop policy bailiwick_several_select on school.pupil | bailiwick_several_select
                    drop policy bailiwick_several_insert on school.pupil | bailiwick_several_insert
                    alter policy bailiwick_several_insert on school.pupil with check (true) | bailiwick_several_insert differs in WITH CHECK
                    alter policy bailiwick_several_update on school.pupil using (tenant_id = any ((select bailiwick.tenants())::uuid[])) | bailiwick_several_update differs in USING
                    create policy mine on school.pupil to school_several using (true) | mine
                    grant insert on school.page to school_several | insert is granted to school_several
                    grant truncate on school.pupil to school_several | truncate is granted to school_several
                    revoke select on school.pupil from school_several | select for school_several is missing
                    create table public.loose (id int); grant select on public.loose to school_several | school_several may use it
                    create or replace function bailiwick.named() returns uuid language sql stable parallel safe return bailiwick.tenant() | function bailiwick.named: is not as generated
                    create or replace function bailiwick.tenants() returns uuid[] language sql stable parallel safe return '{}'::uuid[] | function bailiwick.tenants: is not as generated
                    create schema own authorization school_several | role school_several: owns schema own
                    """)
    void namesWhatIsWrong(String fault, String expected) throws SQLException {
        database.asSuperuser(fault);

        assertThat(Gate.of(Schools.WALL).faults(database.app()))
                .extracting(Fault::toString)
                .anySatisfy(found -> assertThat(found).contains(expected));
    }

    @ParameterizedTest(name = "{0} → {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    alter role school_several bypassrls | alter role school_several nobypassrls | role school_several: is BYPASSRLS
                    grant school_app to school_several | revoke school_app from school_several | role school_several: is a member of school_app
                    grant school_maint to school_several | revoke school_maint from school_several | role school_several: is a member of school_maint, which policies do not bind
                    """)
    void namesWhatIsWrongWithTheRole(String fault, String undo, String expected)
            throws SQLException {
        database.asSuperuser(fault);
        try {
            assertThat(Gate.of(Schools.WALL).faults(database.app()))
                    .extracting(Fault::toString)
                    .anySatisfy(found -> assertThat(found).startsWith(expected));
        } finally {
            database.asSuperuser(undo);
        }
    }
}
