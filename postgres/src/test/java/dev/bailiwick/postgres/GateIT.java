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
import org.postgresql.jdbc.PreferQueryMode;

import java.sql.SQLException;
import java.util.List;

import javax.sql.DataSource;

/** The gate names every way in which a database differs, and nothing on a database as declared. */
class GateIT {

    private TestDatabase database;

    @BeforeEach
    void open() throws SQLException {
        database = School.database();
    }

    @Test
    void letsTheDeclaredDatabaseThrough() throws SQLException {
        Gate gate = Gate.of(School.WALL);

        assertThat(gate.faults(database.app())).isEmpty();
        gate.check(database.app());
    }

    @Test
    void letsItThroughAfterTheIsolationIsGeneratedAgain() throws SQLException {
        database.asOwner(WallSql.functions(), WallSql.isolation(School.WALL));

        assertThat(texts(School.WALL, database.app())).isEmpty();
    }

    @Test
    void saysWhatToRunWhereThingsAreMissingAndNothingElseIsWrong() throws SQLException {
        database.asOwner(
                "alter table school.pupil disable row level security",
                "drop policy bailiwick_app on school.pupil");

        assertThatExceptionOfType(WallException.class)
                .isThrownBy(() -> Gate.of(School.WALL).check(database.app()))
                .withMessageContaining("let the owner of the tables run")
                .withMessageContaining("WallSql.isolation(wall)");
    }

    @Test
    void namesAllFaultsAtOnce() throws SQLException {
        database.asOwner(
                "alter table school.pupil no force row level security",
                "create table school.forgotten ()",
                "grant truncate on school.mark to school_app");

        assertThatExceptionOfType(WallException.class)
                .isThrownBy(() -> Gate.of(School.WALL).check(database.app()))
                .withMessageNotContaining("WallSql.isolation")
                .satisfies(
                        refusal ->
                                assertThat(refusal.faults())
                                        .extracting(Fault::toString)
                                        .containsExactly(
                                                "table forgotten: is not declared",
                                                "table mark: truncate is granted to school_app,"
                                                        + " which is not declared",
                                                "table pupil: row-level security is not forced on"
                                                        + " its owner"));
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    alter table school.pupil disable row level security              | table pupil: row-level security is off
                    drop policy bailiwick_app on school.pupil                         | table pupil: policy bailiwick_app is missing
                    create policy open on school.pupil using (true)                   | table pupil: has the policy open, which was not generated
                    create policy bailiwick_more on school.pupil using (true)         | table pupil: has the policy bailiwick_more, which was not generated
                    alter policy bailiwick_app on school.pupil using (true)           | table pupil: policy bailiwick_app differs in USING: true instead of
                    alter policy bailiwick_app on school.pupil with check (true)      | table pupil: policy bailiwick_app differs in WITH CHECK: true instead of
                    alter policy bailiwick_app on school.pupil to public              | table pupil: policy bailiwick_app differs in kind
                    alter policy bailiwick_app on school.pupil using (tenant_id = bailiwick.tenant() or tenant_id is null) | table pupil: policy bailiwick_app differs in USING
                    drop policy bailiwick_owner_select on school.person; create policy bailiwick_owner on school.person to school_owner using (true) | table person: policy bailiwick_owner_select is missing
                    drop table school.history                                         | table history: is declared but does not exist
                    create view school.mine with (security_invoker = true) as select * from school.pupil | view mine: is not declared
                    create view school.all_pupils as select * from school.pupil       | view all_pupils: shows rows as its owner sees them
                    create materialized view school.pupils as select * from school.pupil | materialized view pupils: is not declared
                    create materialized view school.pupils as select * from school.pupil | view pupils: shows rows as its owner sees them
                    create table school.more () inherits (school.pupil)               | table pupil: is inherited by school.more
                    create rule all_of_it as on update to school.pupil do also nothing | table pupil: has the rewrite rule all_of_it
                    grant select on school.entry_all to school_app                    | partition entry_all: select is granted to school_app
                    grant select on school.queue to public                            | table queue: select is granted to public
                    grant delete on school.mark to school_app                         | table mark: delete is granted to school_app
                    grant references on school.pupil to school_app                    | table pupil: references is granted to school_app
                    grant trigger on school.pupil to school_app                       | table pupil: trigger is granted to school_app
                    grant update (tenant_id) on school.mark to school_app             | table mark: update (tenant_id) is granted to school_app
                    grant select on school.mark to school_app with grant option       | table mark: select is granted to school_app, who may pass it on
                    revoke select on school.mark from school_app                      | table mark: select for school_app is missing
                    alter default privileges in schema school grant select on tables to public | default privileges: what postgres creates is granted to public
                    grant create on schema school to school_app                       | role school_app: may create objects in schema school
                    create schema other; create table other.t (); grant usage on schema other to school_app; grant select on other.t to school_app | table other.t: is not declared, and school_app may use it
                    alter table school.pupil owner to school_app                      | role school_app: owns relation school.pupil
                    create or replace function bailiwick.tenant() returns uuid language sql stable parallel safe return '00000000-0000-7000-8000-00000000000b'::uuid | function bailiwick.tenant: is not as generated
                    create function school.f() returns int language sql security definer return 1 | function school.f(): runs as its owner with the caller's search_path
                    create function school.f() returns int language sql security definer set search_path = pg_catalog return 1 | function school.f(): runs as its owner and may be called by everybody
                    create function school.f() returns int language sql security definer set search_path = pg_catalog return 1 | function school.f(): runs as postgres, whom policies do not bind
                    create function school.f() returns int language sql set bailiwick.tenant = 'x' return 1 | function school.f(): changes the scope while it runs
                    create function school.f() returns int language sql leakproof return 1 | function school.f(): is declared leakproof
                    """)
    void names(String fault, String expected) throws SQLException {
        database.asSuperuser(fault);

        assertThat(texts(School.WALL, database.app()))
                .anySatisfy(found -> assertThat(found).startsWith(expected));
    }

    @ParameterizedTest(name = "{0} → {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    alter role school_app bypassrls     | alter role school_app nobypassrls     | role school_app: is BYPASSRLS
                    alter role school_app createrole    | alter role school_app nocreaterole    | role school_app: is CREATEROLE
                    alter role school_app createdb      | alter role school_app nocreatedb      | role school_app: is CREATEDB
                    alter role school_app replication   | alter role school_app noreplication   | role school_app: is REPLICATION
                    alter role school_app superuser     | alter role school_app nosuperuser     | role school_app: is SUPERUSER
                    alter role school_maint superuser   | alter role school_maint nosuperuser   | role school_maint: is SUPERUSER
                    grant school_owner to school_app with inherit false | revoke school_owner from school_app | role school_app: is a member of school_owner, the owner
                    grant school_maint to school_app    | revoke school_maint from school_app   | role school_app: is a member of school_maint, which policies do not bind
                    grant pg_read_all_data to school_app | revoke pg_read_all_data from school_app | role school_app: is a member of pg_read_all_data
                    create role between; grant postgres to between; grant between to school_app | drop role between | role school_app: is a member of postgres, which policies do not bind
                    alter role school_app set bailiwick.tenant = 'x' | alter role school_app reset bailiwick.tenant | session: bailiwick.tenant is set before any scope
                    alter role school_app set bailiwick.classes = 'all' | alter role school_app reset all | setting: bailiwick.classes is preset for role school_app
                    """)
    void namesWhatIsWrongWithARole(String fault, String undo, String expected) throws SQLException {
        database.asSuperuser(fault);
        try {
            assertThat(texts(School.WALL, database.app()))
                    .anySatisfy(found -> assertThat(found).startsWith(expected));
        } finally {
            database.asSuperuser(undo);
        }
    }

    @Test
    void namesASettingPresetForTheDatabase() throws SQLException {
        database.asSuperuser(
                "do $$ begin execute format('alter database %I set bailiwick.tenant = ''x''',"
                        + " current_database()); end $$");

        assertThat(texts(School.WALL, database.app()))
                .anySatisfy(
                        fault ->
                                assertThat(fault)
                                        .startsWith(
                                                "setting: bailiwick.tenant is preset for every role"
                                                        + " in database"));
    }

    @Test
    void k31NamesASettingForgedInTheUrl() throws SQLException {
        PGSimpleDataSource forged = database.app();
        forged.setOptions("-c bailiwick.tenant=" + School.BOLT);

        assertThat(texts(School.WALL, forged))
                .containsExactly("session: bailiwick.tenant is set before any scope is entered");
    }

    @Test
    void k06RefusesASuperuser() throws SQLException {
        assertThat(texts(School.WALL, database.as("postgres")))
                .contains("session: acting as postgres, not as school_app");
    }

    @Test
    void refusesAnotherUserThanTheOneThatLoggedIn() throws SQLException {
        PGSimpleDataSource acting = database.as("postgres");
        acting.setOptions("-c role=school_app");

        assertThat(texts(School.WALL, acting))
                .contains(
                        "session: logged in as postgres but acting as school_app, which it can"
                                + " undo");
    }

    @Test
    void refusesTheSimpleQueryMode() throws SQLException {
        PGSimpleDataSource simple = database.app();
        simple.setPreferQueryMode(PreferQueryMode.SIMPLE);

        assertThat(texts(School.WALL, simple))
                .containsExactly(
                        "connection: preferQueryMode=simple sends statements without their scope");
    }

    @Test
    void namesARoleThatDoesNotExist() throws SQLException {
        Wall wall = Wall.of("school", Roles.of("school_owner", "nobody_app"));

        assertThat(texts(wall, database.app())).contains("role nobody_app: does not exist");
    }

    static List<String> errors(Wall wall, DataSource app) throws SQLException {
        return Gate.of(wall).faults(app).stream()
                .filter(Fault::isError)
                .map(Fault::toString)
                .toList();
    }

    static List<String> texts(Wall wall, DataSource app) throws SQLException {
        return Gate.of(wall).faults(app).stream().map(Fault::toString).toList();
    }
}
