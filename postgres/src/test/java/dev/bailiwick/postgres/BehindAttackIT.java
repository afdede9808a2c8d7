package dev.bailiwick.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.bailiwick.core.Fault;
import dev.bailiwick.core.Scope;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Holes behind what a role may do by its grants: each shows Bolt's rows to somebody who sees no
 * more than Acme's, and the gate names it.
 */
class BehindAttackIT {

    /** Whom it runs as is bound by nothing, and nobody may call it. */
    private static final String CLOSED =
            """
            create function school.spy_row() returns trigger language plpgsql security definer set search_path = school
                as 'begin new.title := (select string_agg(name, '','') from pupil); return new; end';
            create function school.spy(text, text) returns text language sql security definer set search_path = school
                return (select string_agg(name, ',') from pupil);
            revoke execute on function school.spy_row, school.spy from public;
            """;

    private TestDatabase database;

    @BeforeEach
    void open() throws SQLException {
        database = Schools.database();
    }

    @Test
    void k163ATriggerRunsWhatNobodyMayCall() throws SQLException {
        database.asSuperuser(CLOSED);
        assertThat(faults()).as("closed, and used by nothing").isEmpty();

        database.asSuperuser(
                "create trigger spying before insert on school.entry for each row execute function"
                        + " school.spy_row()");

        assertThat(
                        Sql.list(
                                Schools.scoped(database),
                                School.acme(),
                                "insert into entry (title) values ('mine') returning title"))
                .as("the attack")
                .singleElement()
                .asString()
                .contains("bolt-1");
        assertThat(faults())
                .containsExactly(
                        "function school.spy_row(): runs as postgres for the trigger spying on"
                                + " school.entry, whom policies do not bind");

        database.asSuperuser("alter table school.entry disable trigger spying");
        assertThat(faults()).isEmpty();
    }

    @Test
    void k163AnAggregateRunsWhatNobodyMayCall() throws SQLException {
        database.asSuperuser(
                CLOSED, "create aggregate school.spying(text) (sfunc = school.spy, stype = text)");

        assertThat(
                        Sql.list(
                                Schools.scoped(database),
                                School.acme(),
                                "select school.spying(name) from pupil"))
                .as("the attack")
                .singleElement()
                .asString()
                .contains("bolt-1");
        assertThat(faults())
                .containsExactly(
                        "function school.spy(text,text): runs as postgres for the aggregate"
                                + " school.spying(text), whom policies do not bind");

        database.asSuperuser("revoke execute on function school.spying from public");
        assertThat(faults()).isEmpty();
    }

    @Test
    void k164ATriggerRunsWithTheCallersPath() throws SQLException {
        database.asOwner(
                """
                create function school.count_names() returns trigger language plpgsql security definer
                    as 'begin new.title := (select count(*) from subject); return new; end';
                revoke execute on function school.count_names from public;
                create trigger counting before insert on school.entry for each row execute function school.count_names();
                """);

        assertThat(faults())
                .containsExactly(
                        "function school.count_names(): runs as its owner with the caller's"
                                + " search_path",
                        "function school.count_names(): runs as school_owner for the trigger"
                                + " counting on school.entry, who is shown every row of person");
    }

    @Test
    void k163ATriggerRunsAsAnOwnerWhoLooksUpWhatItsUserDoesNotSee() throws SQLException {
        database.asOwner(spying("owner"), SPYING);

        assertThat(spied()).as("the attack").contains("Ann", "Ben");
        assertThat(faults())
                .containsExactly(
                        "function school.spy_owner(): runs as school_owner for the trigger spying"
                                + " on school.entry, who is shown every row of person");

        database.asOwner("alter function school.spy_owner security invoker");
        assertThat(spied()).as("the control").doesNotContain("Ben");
        assertThat(faults()).isEmpty();
    }

    @Test
    void k163AFunctionRunsAsMaintenanceWhichEveryPolicyLetsThrough() throws SQLException {
        database.asOwner(spying("maint"));
        database.asSuperuser(
                "create role school_second login in role school_maint",
                "create policy every on school.person for select to school_maint using (true)",
                "grant usage on schema school to school_maint",
                "grant select on school.person to school_maint",
                "alter function school.spy_maint owner to school_second",
                SPYING.replace("spy_owner", "spy_maint"));
        try {
            assertThat(spied()).as("the attack").contains("Ann", "Ben");
            assertThat(faults())
                    .contains(
                            "function school.spy_maint(): runs as school_second for the trigger"
                                    + " spying on school.entry, whom policies do not bind");
        } finally {
            database.asSuperuser("drop owned by school_second cascade", "drop role school_second");
        }
    }

    private static final String SPYING =
            "create trigger spying before insert on school.entry for each row execute function"
                    + " school.spy_owner()";

    private static String spying(String name) {
        return """
        create function school.spy_%1$s() returns trigger language plpgsql security definer set search_path = school
            as 'begin new.title := (select string_agg(name, '','') from person); return new; end';
        revoke execute on function school.spy_%1$s from public;
        """
                .formatted(name);
    }

    private String spied() throws SQLException {
        return Sql.list(
                        Schools.scoped(database),
                        Scope.Tenant.of(School.ACME).as(School.ANN),
                        "insert into entry (title) values ('mine') returning coalesce(title, '')")
                .getFirst();
    }

    @Test
    void k169TheRoleForSeveralTenantsHasNoWayOutEither() throws SQLException {
        assertThat(faults()).isEmpty();
        PGSimpleDataSource several = database.as(Schools.ROLE);
        database.asSuperuser(
                "create extension dblink schema public",
                "create extension postgres_fdw",
                """
                create server back foreign data wrapper postgres_fdw
                    options (host '%s', port '%s', dbname '%s');
                create user mapping for public server back options (user 'postgres');
                """
                        .formatted(
                                several.getServerNames()[0],
                                several.getPortNumbers()[0],
                                database.name()),
                "revoke execute on all functions in schema public from public",
                "grant execute on function public.dblink_connect_u(text),"
                        + " public.dblink(text) to school_several",
                "grant usage on foreign server back to school_several");

        try (Connection bare = several.getConnection()) {
            Sql.list(bare, "select public.dblink_connect_u('back')");
            assertThat(
                            Sql.list(
                                    bare,
                                    "select name from public.dblink('select name from"
                                            + " school.pupil') as t (name text)"))
                    .as("the attack")
                    .contains("acme-1", "bolt-1", "core-1");
        }
        assertThat(faults())
                .contains(
                        "extension dblink: its functions may be called by school_several",
                        "foreign server back: may be used by school_several");
    }

    @Test
    void k170APublicationOfPartitions() throws SQLException {
        assertThat(faults()).isEmpty();
        database.asSuperuser(
                "create publication leaves for table school.entry_all",
                "select pg_create_logical_replication_slot('leaves', 'pgoutput')",
                "update school.entry set title = title",
                "checkpoint");

        try (Connection subscriber = database.as("postgres").getConnection()) {
            assertThat(
                            Sql.list(
                                    subscriber,
                                    "select encode(data, 'escape') from"
                                            + " pg_logical_slot_peek_binary_changes('leaves', null,"
                                            + " null, 'proto_version', '1', 'publication_names',"
                                            + " 'leaves')"))
                    .as("the attack")
                    .anyMatch(row -> row.contains("acme-entry"))
                    .anyMatch(row -> row.contains("bolt-entry"));
        } finally {
            database.asSuperuser("select pg_drop_replication_slot('leaves')");
        }
        assertThat(faults())
                .containsExactly("publication leaves: hands on partitions of the table entry");
    }

    @Test
    void k142AReferenceToATableThatHasSharedRowsToo() throws SQLException {
        Wall wall =
                Wall.of(
                        "school",
                        Schools.WALL.roles(),
                        Stream.concat(
                                        School.WALL.tables().stream(),
                                        Stream.of(
                                                Table.tenant("style").sharedRows().select(),
                                                Table.tenant("badge").everything()))
                                .toArray(Table[]::new));
        database.asOwner(
                """
                create table school.style (id int primary key, tenant_id uuid);
                create index on school.style (tenant_id);
                create table school.badge (
                    tenant_id uuid not null default bailiwick.tenant(), style_id int references school.style,
                    primary key (tenant_id, style_id));
                """,
                WallSql.isolation(wall));
        database.asSuperuser(
                "insert into school.style values (1, null), (2, '%s')".formatted(School.BOLT));
        Scope acme = School.acme();

        assertThat(Sql.list(database(wall), acme, "select id from style")).containsExactly("1");
        assertThat(Sql.update(database(wall), acme, "insert into badge (style_id) values (2)"))
                .as("the attack: Bolt's row is there")
                .isOne();
        assertThat(
                        Sql.stateOf(
                                () ->
                                        Sql.update(
                                                database(wall),
                                                acme,
                                                "insert into badge (style_id) values (3)")))
                .as("and this one is not")
                .isEqualTo("23503");
        assertThat(Gate.of(wall).faults(database.app()))
                .extracting(Fault::id, Fault::toString)
                .contains(
                        tuple(
                                Check.REFERENCE_WITHOUT_TENANT.id(),
                                "table badge: the foreign key badge_style_id_fkey may refer to a"
                                        + " row of another tenant in style"));
    }

    @Test
    void k142AReferenceOfOnePartitionAlone() throws SQLException {
        assertThat(faults()).isEmpty();
        database.asOwner(
                "alter table school.entry add pupil_id uuid",
                "alter table school.entry_all add constraint of_a_pupil foreign key (pupil_id)"
                        + " references school.pupil (id)");

        assertThat(
                        Sql.update(
                                Schools.scoped(database),
                                School.acme(),
                                "insert into entry (title, pupil_id) values ('mine',"
                                        + " '00000000-0000-7000-8000-b00000000001')"))
                .as("the attack")
                .isOne();
        assertThat(faults())
                .containsExactly(
                        "table entry: the foreign key of_a_pupil may refer to a row of another"
                                + " tenant in pupil");
    }

    private ScopedDataSource database(Wall wall) {
        return ScopedDataSource.of(database.app(), wall);
    }

    private List<String> faults() throws SQLException {
        return GateIT.texts(Schools.WALL, database.app());
    }
}
