package dev.bailiwick.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.postgres.plan.WallPlan;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import javax.sql.DataSource;

/**
 * Every kind of declaration, for two tenants both ways; with keys that are numbers, and with
 * settings and functions of other names than the usual ones.
 */
class KindsIT {

    private static final Scope.Tenant ACME = Scope.Tenant.of(new TenantId(1));
    private static final Scope.Tenant BOLT = Scope.Tenant.of(new TenantId(2));

    private static final Wall WALL =
            Wall.of(
                            "kinds",
                            Roles.of("kinds_owner", "kinds_app").withMaintenance("kinds_maint"),
                            Table.identity("org").select(Rows.ofTenant("id")),
                            Table.tenant("doc").in("org").everything().numberedBy("doc_id_seq"),
                            Table.tenant("side.folder").in("org").everything(),
                            Table.chained(
                                            "filing",
                                            Link.of("doc_id", "doc", "id"),
                                            Link.of("folder_id", "side.folder", "id"))
                                    .everything(),
                            Table.chained(
                                            "comment",
                                            Link.of("doc_id", "doc", "id")
                                                    .whenNull(WhenNull.PASSED_OVER),
                                            Link.of("folder_id", "side.folder", "id")
                                                    .whenNull(WhenNull.PASSED_OVER))
                                    .everything(),
                            Table.chained(
                                            "Page",
                                            Link.of(
                                                    List.of("org", "doc_id"),
                                                    "doc",
                                                    List.of("org", "id")))
                                    .everything(),
                            Table.chained("tree", "doc_id", "doc", "id")
                                    .ignoring("parent_id")
                                    .everything(),
                            Table.tenant("template").in("org").sharedRows().everything(),
                            Table.tenant("theme").in("org").sharedRows("is_public").everything(),
                            Table.tenant("audit").in("org").appendOnly(),
                            Table.tenant("ledger").in("org").readOnly(),
                            Table.tenant("card")
                                    .in("org")
                                    .select("org", "id", "name")
                                    .insert("org", "id", "name")
                                    .update("name"),
                            Table.view("title").readOnly(),
                            Table.internal("doc_count").materializedView(),
                            Table.global("country"))
                    .withTenantKey(KeyType.BIGINT)
                    .withSettings(new Settings("app", "current_org", "current_user_id"))
                    .withFunctionsIn("tenancy");

    private static final String TABLES =
            """
            create table org (id bigint primary key);
            create table doc (id serial primary key, org bigint not null default tenancy.tenant() references org, title text, unique (org, id));
            create index on doc (org);
            create table side.folder (id int primary key, org int not null);
            create index on side.folder (org);
            create table filing (doc_id int not null references doc, folder_id int not null references side.folder,
                primary key (doc_id, folder_id));
            create table comment (id int generated always as identity primary key, doc_id int references doc,
                folder_id int references side.folder, body text);
            create table "Page" (org bigint not null, doc_id int not null, no int not null, primary key (org, doc_id, no),
                foreign key (org, doc_id) references doc (org, id));
            create table tree (id int primary key, doc_id int not null references doc, parent_id int references tree);
            create table template (id int primary key, org bigint references org, name text);
            create index on template (org);
            create table theme (id int primary key, org bigint not null, is_public boolean not null, name text);
            create index on theme (org);
            create table audit (id uuid primary key default gen_random_uuid(), org bigint not null default tenancy.tenant(), what text)
                ;
            create index on audit (org);
            create table ledger (id int primary key, org bigint not null, amount int);
            create index on ledger (org);
            create table card (org bigint not null, id int not null, name text, secret text, primary key (org, id));
            create view title as select id, title from doc;
            create materialized view doc_count as select org, count(*) from doc group by org;
            create table country (code text primary key);
            """;

    private static final String ROWS =
            """
            insert into org values (1), (2);
            insert into doc (org, title) values (1, 'acme-doc'), (2, 'bolt-doc');
            insert into side.folder values (1, 1), (2, 2);
            insert into filing values (1, 1), (2, 2), (1, 2);
            insert into comment (doc_id, folder_id, body) values (1, null, 'acme-doc'), (null, 1, 'acme-folder'),
                (2, null, 'bolt-doc'), (1, 2, 'mixed'), (null, null, 'nobody');
            insert into "Page" values (1, 1, 1), (2, 2, 1);
            insert into tree values (1, 1, null), (2, 2, null), (3, 1, 2);
            insert into template values (1, 1, 'acme'), (2, 2, 'bolt'), (3, null, 'shared');
            insert into theme values (1, 1, false, 'acme'), (2, 2, false, 'bolt'), (3, 2, true, 'public');
            insert into audit (org, what) values (1, 'acme'), (2, 'bolt');
            insert into ledger values (1, 1, 5), (2, 2, 7);
            insert into card values (1, 1, 'acme', 's'), (2, 1, 'bolt', 's');
            insert into country values ('DE');
            """;

    private static final Blueprint KINDS =
            Blueprint.of("kinds")
                    .with(
                            WallSql.functions(WALL),
                            "create schema side authorization kinds_owner",
                            TABLES,
                            WallSql.isolation(WALL))
                    .withRows(ROWS);

    private TestDatabase database;
    private DataSource app;

    @BeforeEach
    void open() throws SQLException {
        database = KINDS.database();
        app = ScopedDataSource.of(database.app(), WALL);
    }

    private List<String> acme(String query) throws SQLException {
        return Sql.list(app, ACME, query);
    }

    private List<String> bolt(String query) throws SQLException {
        return Sql.list(app, BOLT, query);
    }

    private String stateOf(String statement) {
        return Sql.stateOf(() -> Sql.execute(app, ACME, statement));
    }

    @Test
    void theDatabaseIsAsDeclaredAndNothingButKeysIsWarnedOf() throws SQLException {
        assertThat(GateIT.errors(WALL, database.app())).isEmpty();
    }

    @Test
    void nP2ATenantColumnAndSettingOfAnyName() throws SQLException {
        assertThat(acme("select title from doc")).containsExactly("acme-doc");
        assertThat(bolt("select title from doc")).containsExactly("bolt-doc");
        assertThat(acme("select current_setting('app.current_org')")).containsExactly("1");
        assertThat(stateOf("insert into doc (org, title) values (2, 'planted')"))
                .isEqualTo(Sql.REFUSED);
    }

    @Test
    void aSerialColumnDrawsItsNumbers() throws SQLException {
        assertThat(acme("insert into doc (title) values ('new') returning org"))
                .containsExactly("1");
        assertThat(stateOf("select * from doc_id_seq")).isEqualTo(Sql.REFUSED);
    }

    @Test
    void aTableOfAnotherSchemaIsDeclaredByItsFullName() throws SQLException {
        assertThat(acme("select id from side.folder")).containsExactly("1");
        assertThat(bolt("select id from side.folder")).containsExactly("2");
    }

    @Test
    void k87AJoinTablesRowIsSeenByWhoOwnsBothSides() throws SQLException {
        assertThat(acme("select doc_id, folder_id from filing")).containsExactly("1");
        assertThat(bolt("select doc_id from filing")).containsExactly("2");
        assertThat(stateOf("insert into filing values (1, 2)")).isEqualTo(Sql.REFUSED);
    }

    @Test
    void oP6ANullReferenceIsPassedOverWhereDeclaredAndNeverOpensARow() throws SQLException {
        assertThat(acme("select body from comment")).containsExactly("acme-doc", "acme-folder");
        assertThat(bolt("select body from comment")).containsExactly("bolt-doc");
        assertThat(stateOf("insert into comment (body) values ('nobody''s')"))
                .isEqualTo(Sql.REFUSED);
        assertThat(stateOf("insert into comment (doc_id, folder_id) values (1, 2)"))
                .isEqualTo(Sql.REFUSED);
    }

    @Test
    void aChainBySeveralColumns() throws SQLException {
        assertThat(acme("select org from \"Page\"")).containsExactly("1");
        assertThat(stateOf("insert into \"Page\" values (2, 2, 2)")).isEqualTo(Sql.REFUSED);
    }

    @Test
    void aTreesReferenceToItselfProvesNothingAndShowsNothing() throws SQLException {
        assertThat(acme("select id from tree order by id")).containsExactly("1", "3");
        assertThat(acme("select p.id from tree c join tree p on p.id = c.parent_id")).isEmpty();
    }

    @Test
    void rowsOfAllTenantsAreReadByAllAndWrittenByNone() throws SQLException {
        assertThat(acme("select name from template order by id")).containsExactly("acme", "shared");
        assertThat(Sql.list(app, new Scope.Global(), "select name from template"))
                .containsExactly("shared");
        assertThat(stateOf("insert into template values (9, null, 'planted')"))
                .isEqualTo(Sql.REFUSED);
        assertThat(stateOf("update template set org = null where id = 1")).isEqualTo(Sql.REFUSED);
        assertThat(Sql.update(app, ACME, "update template set name = 'mine' where id = 3"))
                .isZero();
        assertThat(Sql.update(app, ACME, "delete from template")).isEqualTo(1);
    }

    @Test
    void publicRowsAreReadByAllAndNoTenantMakesOne() throws SQLException {
        assertThat(acme("select name from theme order by id")).containsExactly("acme", "public");
        assertThat(bolt("select name from theme order by id")).containsExactly("bolt", "public");
        assertThat(stateOf("update theme set is_public = true where id = 1"))
                .isEqualTo(Sql.REFUSED);
        assertThat(Sql.update(app, BOLT, "update theme set name = 'x' where id = 3")).isZero();
    }

    @Test
    void nP6AppendOnlyAndReadOnlyAreErrorsAndNotSilence() throws SQLException {
        assertThat(Sql.update(app, ACME, "insert into audit (what) values ('more')")).isEqualTo(1);
        assertThat(stateOf("update audit set what = 'x'")).isEqualTo(Sql.REFUSED);
        assertThat(stateOf("delete from audit")).isEqualTo(Sql.REFUSED);
        assertThat(acme("select amount from ledger")).containsExactly("5");
        assertThat(stateOf("insert into ledger values (3, 1, 1)")).isEqualTo(Sql.REFUSED);
    }

    @Test
    void k79AppendOnlyIsNotUpdatedByAnInsertEither() {
        assertThat(
                        stateOf(
                                "insert into audit (id, what) select id, 'x' from audit on conflict"
                                        + " (id) do update set what = 'y'"))
                .isEqualTo(Sql.REFUSED);
    }

    @Test
    void commandsAreGrantedColumnByColumn() throws SQLException {
        assertThat(acme("select name from card")).containsExactly("acme");
        assertThat(stateOf("select secret from card")).isEqualTo(Sql.REFUSED);
        assertThat(stateOf("insert into card (org, id, secret) values (1, 2, 's')"))
                .isEqualTo(Sql.REFUSED);
        assertThat(stateOf("update card set id = 3")).isEqualTo(Sql.REFUSED);
        assertThat(Sql.update(app, ACME, "update card set name = 'x'")).isEqualTo(1);
    }

    @Test
    void aViewShowsWhatItsReaderMaySee() throws SQLException {
        assertThat(acme("select title from title")).containsExactly("acme-doc");
        assertThat(bolt("select title from title")).containsExactly("bolt-doc");
        database.asOwner(
                "alter view title reset (security_invoker); alter table doc no force row level"
                        + " security");
        assertThat(acme("select title from title")).as("the attack").hasSize(2);
        assertThat(GateIT.errors(WALL, database.app()))
                .contains("view title: shows rows as its owner sees them");
    }

    @Test
    void aMaterializedViewIsNobodys() {
        assertThat(stateOf("select * from doc_count")).isEqualTo(Sql.REFUSED);
    }

    @Test
    void k167ADefaultThatNamesAnotherTenantIsRefused() throws SQLException {
        database.asOwner("alter table audit alter org set default 2");

        assertThat(stateOf("insert into audit (what) values ('planted')")).isEqualTo(Sql.REFUSED);
        assertThat(Sql.update(app, BOLT, "insert into audit (what) values ('own')")).isEqualTo(1);
    }

    @Test
    void oP12ABlankSettingShowsNothing() throws SQLException {
        try (Connection bare = database.app().getConnection()) {
            assertThat(Sql.list(bare, "select title from doc")).isEmpty();
            assertThat(Sql.list(bare, "select set_config('app.current_org', '1', false)"))
                    .containsExactly("1");
            assertThat(Sql.list(bare, "select title from doc")).as("the control").hasSize(1);
            Sql.execute(bare, "set app.current_org = ''");
            assertThat(Sql.list(bare, "select title from doc")).isEmpty();
        }
    }

    @Test
    void citusIsWrittenWithoutASubSelect() throws SQLException {
        Wall citus =
                Wall.of("kinds", WALL.roles(), Table.tenant("doc").in("org").everything())
                        .withTenantKey(KeyType.BIGINT)
                        .withFunctionsIn("cit")
                        .renderedAs(Rendering.CITUS);
        database.asOwner(
                WallSql.functions(citus), "drop policy bailiwick_app on doc", policy(citus));
        database.asSuperuser(
                "revoke all on all tables in schema kinds from kinds_app",
                "grant all on doc to kinds_app");
        ScopedDataSource scoped = ScopedDataSource.of(database.app(), citus);

        assertThat(WallSql.isolation(citus))
                .doesNotContain("(select cit")
                .doesNotContainIgnoringCase("restrictive");
        assertThat(Sql.list(scoped, ACME, "select title from doc")).containsExactly("acme-doc");
        assertThat(Sql.list(scoped, BOLT, "select title from doc")).containsExactly("bolt-doc");
        assertThat(GateIT.texts(citus, database.app()))
                .noneMatch(fault -> fault.startsWith("table doc: policy bailiwick_app differs"))
                .noneMatch(fault -> fault.startsWith("function cit."));
    }

    private static String policy(Wall wall) {
        String sql = WallSql.table(wall, wall.table("doc").orElseThrow());
        return sql.substring(sql.indexOf("create policy"), sql.indexOf("grant "));
    }

    @Test
    void takenDownNothingIsLeftOfTheWall() throws SQLException {
        database.asOwner(WallSql.removal(WALL));

        assertThat(stateOf("select * from kinds.doc")).isEqualTo(Sql.REFUSED);
        try (Connection owner = database.as("kinds_owner").getConnection()) {
            assertThat(Sql.list(owner, "select title from doc")).hasSize(2);
            assertThat(
                            Sql.list(
                                    owner,
                                    "select relname from pg_class where relnamespace in"
                                            + " ('kinds'::regnamespace, 'side'::regnamespace) and"
                                            + " (relrowsecurity or relforcerowsecurity)"))
                    .isEmpty();
            assertThat(Sql.list(owner, "select polname from pg_policy")).isEmpty();
        }
    }

    @Test
    void oP10TheWayBackRestoresSwitchesAndGrants() throws SQLException {
        database.asOwner(WallSql.removal(WALL));
        database.asOwner(
                "alter table doc enable row level security",
                "grant select, update (title) on doc to kinds_app",
                "grant usage on schema kinds to kinds_app",
                "grant usage on sequence doc_id_seq to kinds_app",
                "grant references on country to public");
        String before = state();
        WallPlan plan = WallPlan.difference(WALL, database.as("kinds_owner"));

        database.asOwner(WallSql.inOneTransaction(plan.up()));
        assertThat(state()).isNotEqualTo(before);
        assertThat(plan.heading()).doesNotContain("By an administrator");
        database.asOwner(WallSql.inOneTransaction(plan.down()));

        assertThat(state()).isEqualTo(before);
    }

    private String state() throws SQLException {
        try (Connection owner = database.as("kinds_owner").getConnection()) {
            return String.join(
                    "\n",
                    Sql.list(
                            owner,
                            """
                            select concat_ws(' ', relname, relrowsecurity, relforcerowsecurity,
                                array(select acl::text from unnest(relacl) as acl where acl::text !~ '^kinds_owner=' order by 1),
                                array(select attname || attacl::text from pg_attribute where attrelid = pg_class.oid and attacl <> '{}' order by 1),
                                array(select polname::text from pg_policy where polrelid = pg_class.oid order by 1))
                            from pg_class where relnamespace = 'kinds'::regnamespace order by relname
                            """));
        }
    }
}
