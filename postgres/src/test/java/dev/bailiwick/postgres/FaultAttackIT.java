package dev.bailiwick.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.core.Fault;
import dev.bailiwick.core.Scope;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import javax.sql.DataSource;

/**
 * Holes that no statement can make and no proxy can close: through each of them Bolt's rows are
 * shown to Acme, in a scope, by the toolkit's own means. The gate names it, and so nothing starts.
 */
class FaultAttackIT {

    private static final String PUPILS = "select name from school.pupil";

    private TestDatabase database;

    @BeforeEach
    void open() throws SQLException {
        database = School.database();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    K14  | alter default privileges in schema school grant select on tables to school_app; create table school.fresh as select name from school.pupil | select name from school.fresh | default privileges: what postgres creates is granted to school_app
                    K27  | alter policy bailiwick_app on school.pupil using (tenant_id = coalesce(nullif(bailiwick.tenant(), bailiwick.tenant()), tenant_id)) | select name from school.pupil | table pupil: policy bailiwick_app differs in USING
                    K38  | create function school.f() returns setof text language sql set bailiwick.tenant = '00000000-0000-7000-8000-00000000000b' begin atomic select name from school.pupil; end | select school.f() | function school.f(): changes the scope while it runs
                    K70  | create policy famous on school.pupil for select using (name like '%-1') | select name from school.pupil | table pupil: has the policy famous, which was not generated
                    K81  | alter policy bailiwick_app on school.pupil using (tenant_id <> bailiwick.tenant()) | select name from school.pupil | table pupil: policy bailiwick_app differs in USING
                    K82  | alter policy bailiwick_app on school.pupil using (tenant_id = '00000000-0000-7000-8000-00000000000b') | select name from school.pupil | table pupil: policy bailiwick_app differs in USING
                    K92  | create table school.fresh as select name from school.pupil; grant select on school.fresh to school_app | select name from school.fresh | table fresh: is not declared
                    K97  | create table school.more () inherits (school.pupil); insert into school.more select * from school.pupil; grant select on school.more to school_app | select name from school.more | table pupil: is inherited by school.more
                    K99  | alter table school.pupil rename to pupil_old; create table school.pupil as select * from school.pupil_old; grant select on school.pupil to school_app | select name from school.pupil | table pupil: row-level security is off
                    K120 | create schema evil; create table evil.pupil as select * from school.pupil; grant usage on schema evil to school_app; grant select on evil.pupil to school_app; alter role school_app in database DATABASE set search_path = evil, school | select name from evil.pupil | table evil.pupil: is not declared, and school_app may use it
                    K133 | alter table school.subject add best uuid references school.pupil (id); update school.subject set best = '00000000-0000-7000-8000-b00000000001' | select case best when '00000000-0000-7000-8000-b00000000001' then 'bolt-1' else 'nobody' end from school.subject | table subject: is read by everybody and refers to the tenant table pupil
                    K161 | create view school.inside as select name from school.pupil; create view school.outside with (security_invoker) as select name from school.inside; grant select on school.inside, school.outside to school_app | select name from school.outside | view inside: shows rows as its owner sees them
                    K163 | create function school.names() returns setof text language sql security definer set search_path = school begin atomic select name from school.pupil; end | select school.names() | function school.names(): runs as postgres, whom policies do not bind
                    K164 | create function school.names() returns setof text language sql security definer as 'select name from pupil' | select school.names() | function school.names(): runs as its owner with the caller's search_path
                    """)
    void isAFaultWhereItShowsForeignRows(String row, String hole, String sql, String fault)
            throws SQLException {
        assertThat(row).startsWith("K");
        assertThat(faults(database.app())).as("before").doesNotContain(fault);

        database.asSuperuser(hole.replace("DATABASE", database.name()));

        assertThat(Sql.list(School.scoped(database), School.acme(), sql))
                .as("the attack")
                .anyMatch(name -> name.startsWith("bolt"));
        assertThat(faults(database.app())).anyMatch(found -> found.startsWith(fault));
    }

    @Test
    void k04TheOwnerTruncatesUnderForceSoTheAppIsNeverTheOwner() throws SQLException {
        database.asSuperuser("delete from school.mark");
        database.asOwner("truncate school.entry");
        try (Connection maintenance = database.as("school_maint").getConnection()) {
            assertThat(Sql.list(maintenance, "select title from entry")).as("the attack").isEmpty();
        }

        database.asSuperuser("alter table school.entry owner to school_app");
        assertThat(faults(database.app())).contains("role school_app: owns relation school.entry");
    }

    @Test
    void k09WhoLoggedInAsASuperuserCanTakeItBack() throws SQLException {
        try (HikariDataSource pool =
                started(database.as("postgres"), "set session authorization school_app")) {
            assertThat(Sql.list(pool, School.acme(), PUPILS)).isEmpty();
            try (Connection connection = pool.getConnection()) {
                Sql.execute(connection, "reset session authorization");
                assertThat(Sql.list(connection, PUPILS)).as("the attack").hasSize(16);
                Sql.execute(connection, "set session authorization school_app");
            }

            assertThat(faults(pool))
                    .contains(
                            "session: logged in as postgres but acting as school_app, which it can"
                                    + " undo");
        }
    }

    @Test
    void k10APolicyForAnInheritedRoleIsAFaultLikeTheMembership() throws SQLException {
        database.asSuperuser(
                "create policy wide on school.pupil to school_worker using (true)",
                "grant school_worker to school_app");
        try {
            assertThat(Sql.list(School.scoped(database), School.acme(), PUPILS))
                    .as("the attack")
                    .hasSize(16);
            assertThat(faults(database.app()))
                    .contains(
                            "role school_app: is a member of school_worker",
                            "table pupil: has the policy wide, which was not generated");
        } finally {
            database.asSuperuser("revoke school_worker from school_app");
        }
    }

    /** Policies do not stand on partitions, since nobody is to be granted them. */
    @Test
    void k19WhoMayReadEverythingReadsPartitions() throws SQLException {
        String sql = "select title from school.entry_all";
        assertThat(Sql.stateOf(() -> Sql.list(School.scoped(database), School.acme(), sql)))
                .isEqualTo(Sql.REFUSED);
        database.asSuperuser("grant pg_read_all_data to school_app");
        try {
            assertThat(Sql.list(School.scoped(database), School.acme(), sql))
                    .as("the attack")
                    .contains("bolt-entry");
            assertThat(faults(database.app()))
                    .contains("role school_app: is a member of pg_read_all_data");
        } finally {
            database.asSuperuser("revoke pg_read_all_data from school_app");
        }
    }

    @Test
    void k26RowsWithoutATenantAreEverybodysWhereNullsAreAlike() throws SQLException {
        database.asSuperuser(
                "alter table school.notice drop constraint notice_pkey, alter tenant_id drop not"
                        + " null",
                "insert into school.notice (tenant_id, title) values (null, 'bolt-lost')",
                "alter policy bailiwick_app on school.notice using (tenant_id is not distinct from"
                        + " bailiwick.tenant())");

        assertThat(
                        Sql.list(
                                School.scoped(database),
                                new Scope.Global(),
                                "select title from notice"))
                .as("the attack, without a tenant")
                .containsExactly("bolt-lost");
        assertThat(faults(database.app()))
                .contains("table notice: the column tenant_id may be null")
                .anyMatch(
                        fault ->
                                fault.startsWith(
                                        "table notice: policy bailiwick_app differs in USING"));
    }

    /** What is leakproof is asked about rows before the policy is. */
    @Test
    void k151AFunctionDeclaredLeakproofIsHandedForeignRows() throws SQLException {
        String told =
                """
                create or replace function school.tell(name text) returns boolean language plpgsql cost 0.0001 %s as
                $$ begin if name like 'bolt%%' then raise exception '%%', name; end if; return true; end $$
                """;
        String sql = "select name from pupil where school.tell(name)";
        PGSimpleDataSource asked = database.app();
        asked.setOptions(
                "-c enable_indexscan=off -c enable_bitmapscan=off"); // each row is looked at
        ScopedDataSource source = ScopedDataSource.of(asked, School.WALL);
        database.asSuperuser(told.formatted(""));
        assertThat(Sql.list(source, School.acme(), sql)).hasSize(9);

        database.asSuperuser(told.formatted("leakproof"));

        assertThatExceptionOfType(SQLException.class)
                .as("the attack")
                .isThrownBy(() -> Sql.list(source, School.acme(), sql))
                .withMessageContaining("bolt-");
        assertThat(faults(database.app()))
                .containsExactly("function school.tell(text): is declared leakproof");
    }

    @Test
    void k61ATenantInThePoolsInitialSqlIsAFaultAndOverridden() throws SQLException {
        String forged = "set bailiwick.tenant = '" + School.BOLT + "'";
        try (HikariDataSource pool = started(database.app(), forged)) {
            try (Connection bare = pool.getConnection()) {
                assertThat(Sql.list(bare, PUPILS)).as("the attack").hasSize(7);
            }

            assertThat(faults(pool))
                    .contains("session: bailiwick.tenant is set before any scope is entered");
            ScopedDataSource source = ScopedDataSource.of(pool, School.WALL);
            assertThat(Sql.list(source, School.acme(), PUPILS))
                    .hasSize(9)
                    .allMatch(name -> name.startsWith("acme"));
            assertThat(Sql.list(source, new Scope.Global(), PUPILS)).isEmpty();
        }
    }

    /** Row K59: what discards everything does not run in a transaction, and everything has one. */
    @Test
    void k59DiscardingAllIsRefusedAndTheNextStatementIsTold() throws SQLException {
        ScopedDataSource source = School.scoped(database);

        assertThat(Sql.stateOf(() -> Sql.execute(source, School.acme(), "discard all")))
                .isEqualTo("25001");
        assertThat(Sql.list(source, School.acme(), PUPILS)).hasSize(9);
    }

    private static List<String> faults(DataSource app) throws SQLException {
        return Gate.of(School.WALL).faults(app).stream().map(Fault::toString).toList();
    }

    private static HikariDataSource started(DataSource driver, String sql) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(driver);
        config.setMaximumPoolSize(1);
        config.setConnectionInitSql(sql);
        return new HikariDataSource(config);
    }
}
