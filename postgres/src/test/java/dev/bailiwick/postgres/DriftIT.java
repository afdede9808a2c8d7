package dev.bailiwick.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Fault;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What somebody did to the database since it was declared: named by the gate, with its object, and
 * nothing named before it was done.
 */
class DriftIT {

    private TestDatabase database;

    @BeforeEach
    void open() throws SQLException {
        database = School.database();
    }

    private List<Fault> faults() throws SQLException {
        return Gate.of(School.WALL).faults(database.app());
    }

    /** What is found after {@code drift} and was not before; as superuser, so that it can be. */
    private void finds(Check check, String text, String... drift) throws SQLException {
        assertThat(faults()).as("before").isEmpty();
        database.asSuperuser(drift);
        assertThat(faults())
                .anySatisfy(
                        fault -> {
                            assertThat(fault.id()).isEqualTo(check.id());
                            assertThat(fault.severity()).isEqualTo(check.severity());
                            assertThat(fault.toString()).isEqualTo(text);
                        });
    }

    /** The SQLSTATE that the statement ends with; blank if it does not fail. */
    private String asAcme(String sql) {
        return Sql.stateOf(() -> Sql.update(School.scoped(database), School.acme(), sql));
    }

    @Test
    void k38AFunctionThatSetsTheTenant() throws SQLException {
        finds(
                Check.FUNCTION_CHANGES_SCOPE,
                "function school.f(): changes the scope while it runs",
                "create function school.f() returns int language sql set bailiwick.tenant = 'x'"
                        + " return 1");
    }

    @Test
    void k70OneMorePermissivePolicy() throws SQLException {
        finds(
                Check.POLICY_EXTRA,
                "table pupil: has the policy published, which was not generated",
                "create policy published on school.pupil using (name = 'public')");
    }

    @Test
    void k71ARestrictivePolicyInPlaceOfThePermissiveOne() throws SQLException {
        assertThat(faults()).isEmpty();
        database.asSuperuser(
                "drop policy bailiwick_app on school.mark",
                "create policy bailiwick_app on school.mark as restrictive to school_app using"
                        + " (tenant_id = bailiwick.tenant())");

        assertThat(GateIT.texts(School.WALL, database.app()))
                .contains(
                        "table mark: policy bailiwick_app differs in kind: restrictive for all to"
                                + " school_app instead of permissive for all to school_app");
    }

    @Test
    void k82APolicyThatComparesWithALiteral() throws SQLException {
        finds(
                Check.POLICY_DIFFERS,
                "table pupil: policy bailiwick_app differs in USING: (tenant_id ="
                        + " '00000000-0000-7000-8000-00000000000b'::uuid) instead of (tenant_id = ("
                        + " SELECT bailiwick.tenant() AS tenant))",
                "alter policy bailiwick_app on school.pupil using (tenant_id = '%s')"
                        .formatted(School.BOLT));
    }

    @Test
    void k90TheFunctionMadeVolatile() throws SQLException {
        finds(
                Check.FUNCTION_CHANGED,
                "function bailiwick.tenant: is not as generated: v s f RETURN"
                    + " (NULLIF(current_setting('bailiwick.tenant'::text, true), ''::text))::uuid",
                "alter function bailiwick.tenant() volatile");
    }

    @Test
    void k91TheFunctionMadeUnsafeForParallelPlans() throws SQLException {
        finds(
                Check.FUNCTION_CHANGED,
                "function bailiwick.tenant: is not as generated: s u f RETURN"
                    + " (NULLIF(current_setting('bailiwick.tenant'::text, true), ''::text))::uuid",
                "alter function bailiwick.tenant() parallel unsafe");
    }

    @Test
    void k92ANewTable() throws SQLException {
        finds(
                Check.TABLE_UNDECLARED,
                "table forgotten: is not declared",
                "create table school.forgotten (); alter table school.forgotten owner to"
                        + " school_owner");
    }

    @Test
    void k93ANewReferenceOfAChainedTable() throws SQLException {
        finds(
                Check.REFERENCE_UNDECLARED,
                "table page: the foreign key page_author_id_fkey refers to pupil; declare it by"
                        + " and(Link.of(…)) or ignoring(author_id)",
                "alter table school.page add author_id uuid references school.pupil (id)");
        assertThat(
                        asAcme(
                                "insert into page (pupil_id, title, author_id) values"
                                        + " ('00000000-0000-7000-8000-a00000000001', 'mine',"
                                        + " '00000000-0000-7000-8000-b00000000001')"))
                .as("the attack: a page of Acme's by an author of Bolt's")
                .isEmpty();
    }

    @Test
    void k95APartitionThatIsGranted() throws SQLException {
        try (Connection app = database.app().getConnection()) {
            database.asSuperuser("grant select on school.entry_all to school_app");
            assertThat(Sql.list(app, "select title from school.entry_all"))
                    .as("the attack")
                    .hasSize(2);
        }
        database.asSuperuser("revoke select on school.entry_all from school_app");
        finds(
                Check.GRANT_EXTRA,
                "partition entry_all: select is granted to school_app, which is not declared",
                "grant select on school.entry_all to school_app");
    }

    @Test
    void k97AChildThatInherits() throws SQLException {
        finds(
                Check.TABLE_INHERITED,
                "table pupil: is inherited by school.more",
                "create table school.more () inherits (school.pupil)");
    }

    @Test
    void k99ATableRenamedAndAnotherPutInItsPlace() throws SQLException {
        finds(
                Check.ROW_SECURITY_OFF,
                "table mark: row-level security is off",
                "alter table school.mark rename to mark_old",
                "create table school.mark (like school.mark_old including all)",
                "alter table school.mark owner to school_owner");
        assertThat(GateIT.texts(School.WALL, database.app()))
                .contains(
                        "table mark_old: is not declared",
                        "table mark: policy bailiwick_app is missing",
                        "table mark: select for school_app is missing");
    }

    @Test
    void k133AGlobalTableThatRefersToATenantsRow() throws SQLException {
        finds(
                Check.GLOBAL_REFERS_TO_TENANT,
                "table subject: is read by everybody and refers to the tenant table pupil",
                "alter table school.subject add best_pupil uuid references school.pupil (id)");
    }

    @Test
    void k140AKeyThatHoldsAcrossTenants() throws SQLException {
        finds(
                Check.KEY_WITHOUT_TENANT,
                "table pupil: the key pupil_email_key holds across tenants; let it begin with"
                        + " tenant_id",
                "alter table school.pupil drop constraint pupil_tenant_id_email_key, add unique"
                        + " (email)");
        assertThat(asAcme("insert into pupil (name, email) values ('acme-x', 'nobodys')"))
                .isEmpty();
        assertThat(asAcme("insert into pupil (name, email) values ('acme-x', 'b1')"))
                .as("the attack: Bolt has this address")
                .isEqualTo("23505");
    }

    @Test
    void k141AKeyOfUuidsAloneTellsNothing() throws SQLException {
        database.asOwner("alter table school.mark add unique (id)");

        assertThat(faults()).isEmpty();
    }

    @Test
    void k147AnExclusionConstraintAcrossTenants() throws SQLException {
        finds(
                Check.KEY_WITHOUT_TENANT,
                "table pupil: the key pupil_name_excl holds across tenants; let it begin with"
                        + " tenant_id",
                "alter table school.pupil add exclude (name with =)");
        assertThat(asAcme("insert into pupil (name) values ('acme-x')")).isEmpty();
        assertThat(asAcme("insert into pupil (name) values ('bolt-1')"))
                .as("the attack: Bolt has this name")
                .isEqualTo("23P01");
    }

    @Test
    void k142ASimpleReferenceBetweenTablesOfTenants() throws SQLException {
        finds(
                Check.REFERENCE_WITHOUT_TENANT,
                "table mark: the foreign key mark_pupil_id_fkey may refer to a row of another"
                        + " tenant in pupil",
                "alter table school.mark add constraint mark_pupil_id_fkey foreign key (pupil_id)"
                        + " references school.pupil (id)");
    }

    @Test
    void k145TheSameWhateverItDoesOnDelete() throws SQLException {
        finds(
                Check.REFERENCE_WITHOUT_TENANT,
                "table mark: the foreign key mark_best_fkey may refer to a row of another tenant in"
                        + " pupil",
                "alter table school.mark add best uuid constraint mark_best_fkey references"
                        + " school.pupil (id) on delete set null");
        assertThat(
                        asAcme(
                                "insert into mark (pupil_id, points, best) values"
                                        + " ('00000000-0000-7000-8000-a00000000001', 1,"
                                        + " '00000000-0000-7000-8000-b00000000001')"))
                .as("the attack: a reference into Bolt's rows")
                .isEmpty();
    }

    @Test
    void k151AFunctionDeclaredLeakproof() throws SQLException {
        finds(
                Check.FUNCTION_LEAKPROOF,
                "function school.f(): is declared leakproof",
                "create function school.f() returns int language sql leakproof return 1");
    }

    @Test
    void k161AViewOfTheCallersOverOneOfTheOwners() throws SQLException {
        finds(
                Check.VIEW_DEFINER,
                "view outer_view: reads through below.inner_view, which shows rows as its owner"
                        + " sees them",
                "create schema below",
                "create view below.inner_view as select * from school.pupil",
                "create view school.outer_view with (security_invoker = true) as select * from"
                        + " below.inner_view");
    }

    @Test
    void aViewInAnotherSchemaThatShowsWhatItsOwnerSees() throws SQLException {
        finds(
                Check.GRANT_ELSEWHERE,
                "view reports.pupils: is not declared, and school_app may use it",
                "create schema reports",
                "create view reports.pupils as select * from school.pupil",
                "grant usage on schema reports to school_app",
                "grant select on reports.pupils to school_app");
    }

    @Test
    void aColumnOfATableInAnotherSchema() throws SQLException {
        finds(
                Check.GRANT_ELSEWHERE,
                "table reports.names: is not declared, and school_app may use it",
                "create schema reports",
                "create table reports.names as select name, email from school.pupil",
                "grant usage on schema reports to school_app",
                "grant select (name) on reports.names to school_app");
    }

    @Test
    void k163AFunctionThatRunsAsOneWhomPoliciesDoNotBind() throws SQLException {
        finds(
                Check.FUNCTION_DEFINER_UNBOUND,
                "function school.f(): runs as postgres, whom policies do not bind",
                "create function school.f() returns int language sql security definer set"
                        + " search_path = pg_catalog return 1");
    }

    @Test
    void k164AFunctionThatRunsAsItsOwnerWithTheCallersPath() throws SQLException {
        finds(
                Check.FUNCTION_DEFINER_PATH,
                "function school.f(): runs as its owner with the caller's search_path",
                "create function school.f() returns int language sql security definer return 1");
    }

    @Test
    void k168AnEventTrigger() throws SQLException {
        finds(
                Check.EVENT_TRIGGER,
                "event trigger on_ddl: runs school.on_ddl()",
                "create function school.on_ddl() returns event_trigger language plpgsql as 'begin"
                        + " end'",
                "create event trigger on_ddl on ddl_command_end execute function school.on_ddl()");
    }

    @Test
    void k169AWayOutToAnotherServer() throws SQLException {
        finds(
                Check.FOREIGN_SERVER,
                "foreign server elsewhere: may be used by school_app",
                "create extension postgres_fdw",
                "create server elsewhere foreign data wrapper postgres_fdw",
                "grant usage on foreign server elsewhere to school_app",
                "create extension dblink");
        assertThat(GateIT.texts(School.WALL, database.app()))
                .contains("extension dblink: its functions may be called by school_app");
    }

    @Test
    void k170APublicationOfEverything() throws SQLException {
        finds(
                Check.PUBLICATION,
                "publication everything: hands on all rows of the table pupil",
                "create publication everything for all tables");
    }

    @Test
    void theTenantColumnIsThereIndexedAndOfTheDeclaredType() throws SQLException {
        finds(
                Check.TENANT_COLUMN_NULLABLE,
                "table lesson: the column tenant_id may be null",
                "alter table school.lesson drop constraint lesson_pkey, alter tenant_id drop not"
                        + " null");
        assertThat(GateIT.texts(School.WALL, database.app()))
                .contains("table lesson: no index begins with tenant_id");
        assertThat(GateIT.texts(School.WALL.withTenantKey(KeyType.TEXT), database.app()))
                .contains("table pupil: the column tenant_id is of the type uuid, not text");
    }
}
