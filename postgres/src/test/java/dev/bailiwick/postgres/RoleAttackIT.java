package dev.bailiwick.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Attacks by way of switches, owners and roles. Where the attack works, the gate must have said so.
 */
class RoleAttackIT {

    private static final String PUPILS = "select name from school.pupil";

    private TestDatabase database;

    @BeforeEach
    void open() throws SQLException {
        database = School.database();
    }

    @Test
    void k01APolicyWithoutEnablingIsAFault() throws SQLException {
        database.asOwner("alter table school.pupil disable row level security");

        try (Connection app = database.app().getConnection()) {
            assertThat(Sql.list(app, PUPILS)).as("the attack").hasSize(16);
        }
        assertThat(GateIT.texts(School.WALL, database.app()))
                .containsExactly("table pupil: row-level security is off");
    }

    @Test
    void k03UnforcingIsTheOwnersAndNotTheApps() throws SQLException {
        String unforce = "alter table school.pupil no force row level security";
        try (Connection app = database.app().getConnection()) {
            assertThat(Sql.stateOf(() -> Sql.execute(app, unforce))).isEqualTo("42501");
        }
        try (Connection owner = database.as("school_owner").getConnection()) {
            assertThat(Sql.list(owner, PUPILS)).isEmpty();
            Sql.execute(owner, unforce);
            assertThat(Sql.list(owner, PUPILS)).as("the attack").hasSize(16);
        }
        assertThat(GateIT.texts(School.WALL, database.app()))
                .containsExactly("table pupil: row-level security is not forced on its owner");
    }

    @Test
    void k06ASuperuserIsBoundByNothingAndRefused() throws SQLException {
        try (Connection superuser = database.as("postgres").getConnection()) {
            assertThat(Sql.list(superuser, PUPILS)).as("the attack").hasSize(16);
        }
        database.asSuperuser("alter role school_app superuser");
        try {
            assertThat(GateIT.texts(School.WALL, database.app()))
                    .contains("role school_app: is SUPERUSER");
        } finally {
            database.asSuperuser("alter role school_app nosuperuser");
        }
    }

    @Test
    void k07AMemberOfTheOwnerBecomesTheOwnerAndIsRefused() throws SQLException {
        database.asSuperuser("grant school_owner to school_app with inherit false");
        try (Connection app = database.app().getConnection()) {
            Sql.execute(app, "set role school_owner");
            Sql.execute(app, "alter table school.pupil no force row level security");
            assertThat(Sql.list(app, PUPILS)).as("the attack").hasSize(16);

            assertThat(GateIT.texts(School.WALL, database.app()))
                    .contains(
                            "role school_app: is a member of school_owner, the owner, which can"
                                    + " switch row-level security off");
        } finally {
            database.asSuperuser("revoke school_owner from school_app");
        }
    }

    @Test
    void k11SwitchingRowSecurityOffIsAnErrorAndNotAWayIn() throws SQLException {
        try (Connection app = database.app().getConnection()) {
            Sql.execute(app, "set row_security = off");

            assertThat(Sql.stateOf(() -> Sql.list(app, PUPILS))).isEqualTo("42501");
        }
    }

    @Test
    void k13TruncateIsNotGrantedAndAFaultWhereItIs() throws SQLException {
        String truncate = "truncate school.entry";
        try (Connection app = database.app().getConnection()) {
            assertThat(Sql.stateOf(() -> Sql.execute(app, truncate))).isEqualTo("42501");

            database.asOwner("grant all on school.entry to school_app");
            Sql.execute(app, truncate);
        }
        try (Connection maintenance = database.as("school_maint").getConnection()) {
            assertThat(Sql.list(maintenance, "select title from entry"))
                    .as("the attack wiped all tenants")
                    .isEmpty();
        }
        assertThat(GateIT.texts(School.WALL, database.app()))
                .contains("table entry: truncate is granted to school_app, which is not declared");
    }

    @Test
    void k16TheAppChangesNoSchema() throws SQLException {
        try (Connection app = database.app().getConnection()) {
            for (String ddl :
                    new String[] {
                        "create policy open on school.pupil using (true)",
                        "alter table school.pupil disable row level security",
                        "drop policy bailiwick_app on school.pupil",
                        "create table school.mine ()",
                        "create function school.mine() returns int language sql return 1",
                        "create schema mine",
                        "create temporary table pupil (name text)",
                        "create extension pgcrypto",
                        "create or replace function bailiwick.tenant() returns uuid language sql"
                                + " return null",
                        "alter role school_app bypassrls",
                        "set role school_maint",
                        "set session authorization school_maint"
                    }) {
                assertThat(Sql.stateOf(() -> Sql.execute(app, ddl))).as(ddl).isEqualTo("42501");
            }
        }
    }

    @Test
    void k92ANewTableIsAFaultUntilItIsDeclared() throws SQLException {
        database.asOwner("create table school.fresh (tenant_id uuid, name text)");

        assertThat(GateIT.texts(School.WALL, database.app()))
                .containsExactly("table fresh: is not declared");
        assertThat(Sql.stateOf(() -> database.asOwner(WallSql.isolation(School.WALL))))
                .as("the migration says so as well")
                .isEqualTo("P0001");
    }

    @Test
    void k95APartitionIsReachedThroughItsParentAlone() throws SQLException {
        try (Connection app = database.app().getConnection()) {
            assertThat(Sql.stateOf(() -> Sql.list(app, "select title from school.entry_all")))
                    .isEqualTo("42501");

            database.asOwner("grant select, insert on school.entry_all to school_app");
            assertThat(Sql.list(app, "select title from school.entry_all"))
                    .as("the attack")
                    .hasSize(2);
        }
        assertThat(GateIT.texts(School.WALL, database.app()))
                .contains(
                        "partition entry_all: select is granted to school_app, which is not"
                                + " declared");
        database.asOwner(WallSql.isolation(School.WALL));
        assertThat(GateIT.texts(School.WALL, database.app())).isEmpty();
    }
}
