package dev.bailiwick.posture.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.postgres.GlobalTable;
import dev.bailiwick.postgres.InternalTable;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.TenantTable;
import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Estate;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.database.embedded.EmbeddedPostgres;
import dev.bailiwick.posture.database.login.Login;
import dev.bailiwick.posture.database.login.LoginRole;
import dev.bailiwick.posture.database.setup.Migrations;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Every declared table against raw SQL as the role that serves requests, with a setting made by
 * hand. A new table takes part by being declared; it fails here until {@link Estate} fills it.
 */
final class WallIT {

    private static final String REFUSED = "42501";
    private static final String DUPLICATE = "23505";

    private static final TestServer SERVER = TestServer.shared();
    private static Estate acme;
    private static Estate zeta;

    /** Whose a row is. */
    private record Key(String column, boolean principal) {

        private String of(Estate estate) {
            return "%s = '%s'".formatted(column, value(estate));
        }

        private UUID value(Estate estate) {
            return principal ? estate.tenancy().owner().id() : estate.tenancy().id();
        }
    }

    /** Of tables that are no tenant tables. */
    private static final Map<String, Key> KEYS =
            Map.of(
                    "app_user", new Key("id", true),
                    "tenant", new Key("id", false),
                    "membership", new Key("tenant_id", false),
                    "refresh_token", new Key("user_id", true));

    @BeforeAll
    static void fill() {
        acme = Estate.on(SERVER);
        zeta = Estate.on(SERVER);
        Map<String, String> wrong = Map.of("email", "nobody@example.com", "password", "wrong");
        SERVER.api().post("tokens", Api.document("tokens", wrong)).expect(400);
    }

    static Stream<Table> owned() {
        return Tables.wall().tables().stream()
                .filter(table -> !(table instanceof InternalTable))
                .filter(table -> !(table instanceof GlobalTable));
    }

    static Stream<Table> global() {
        return Tables.wall().tables().stream().filter(GlobalTable.class::isInstance);
    }

    static Stream<Table> internal() {
        return Tables.wall().tables().stream().filter(InternalTable.class::isInstance);
    }

    @ParameterizedTest
    @MethodSource("owned")
    void showsOwnRowsAndNoOthers(Table table) throws SQLException {
        Key key = key(table);

        try (Connection app = in(acme)) {
            assertThat(count(app, table, key.of(acme))).as("own").isPositive();
            assertThat(count(app, table, "not " + key.of(acme))).as("foreign").isZero();
        }
        try (Connection maintenance = SERVER.maint().getConnection()) {
            assertThat(count(maintenance, table, key.of(zeta))).as("control").isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource("owned")
    void changesAndRemovesNoForeignRow(Table table) throws SQLException {
        Key key = key(table);
        String before = foreign(table);
        String column = updatable(table);
        String remove = "delete from %s where not %s".formatted(table.name(), key.of(acme));
        String set = column.isEmpty() ? key.column() : column;
        String change =
                "update %1$s set %2$s = %2$s where not %3$s"
                        .formatted(table.name(), set, key.of(acme));

        assertThat(outcome(acme, change)).isEqualTo(column.isEmpty() ? REFUSED : "0");
        assertThat(outcome(acme, remove)).isEqualTo(may("delete", table) ? "0" : REFUSED);
        assertThat(foreign(table)).as("control").isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("owned")
    void givesNoRowAway(Table table) throws SQLException {
        Key key = key(table);
        String give =
                "update %s set %s = '%s' where %s"
                        .formatted(table.name(), key.column(), key.value(zeta), key.of(acme));

        assertThat(outcome(acme, give)).isEqualTo(REFUSED);
    }

    @ParameterizedTest
    @MethodSource("owned")
    void addsNoForeignRow(Table table) throws SQLException {
        String add = copyOf(foreign(table), table);

        assertThat(outcome(acme, add)).isEqualTo(REFUSED);
        assertThat(outcome(zeta, add))
                .as("control: only the key refuses it where it belongs")
                .isEqualTo(may("insert", table) ? DUPLICATE : REFUSED);
    }

    @ParameterizedTest
    @MethodSource("owned")
    void showsTakesAndChangesNothingWithoutASetting(Table table) throws SQLException {
        String column = updatable(table);

        try (Connection app = SERVER.app().getConnection()) {
            app.setAutoCommit(false);
            assertThat(count(app, table, "true")).as("never set").isZero();
            set(app, acme);
            assertThat(count(app, table, "true")).isPositive();
            app.commit();
            assertThat(count(app, table, "true")).as("no longer set").isZero();
            app.rollback();
            assertThat(outcome(app, copyOf(foreign(table), table))).isEqualTo(REFUSED);
            assertThat(outcome(app, "delete from " + table.name()))
                    .isEqualTo(may("delete", table) ? "0" : REFUSED);
            if (!column.isEmpty()) {
                assertThat(
                                outcome(
                                        app,
                                        "update %1$s set %2$s = %2$s"
                                                .formatted(table.name(), column)))
                        .isEqualTo("0");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("global")
    void readsGlobalTablesAndNothingElse(Table table) throws SQLException {
        try (Connection app = in(acme)) {
            assertThat(count(app, table, "true")).isPositive();
        }
        for (String statement :
                new String[] {"insert into %s default values", "delete from %s", "truncate %s"}) {
            assertThat(outcome(acme, statement.formatted(table.name())))
                    .as(statement)
                    .isEqualTo(REFUSED);
        }
        assertThat(updatable(table)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("internal")
    void doesNothingWithInternalTables(Table table) throws SQLException {
        for (String statement :
                new String[] {
                    "select from %s",
                    "insert into %s default values",
                    "delete from %s",
                    "truncate %s",
                    "lock table %s"
                }) {
            assertThat(outcome(acme, statement.formatted(table.name())))
                    .as(statement)
                    .isEqualTo(REFUSED);
        }
        try (Connection maintenance = SERVER.maint().getConnection()) {
            assertThat(text(maintenance, "select to_regclass('" + table.name() + "')"))
                    .isEqualTo(table.name());
            if (may("bailiwick_maint", "select", table)) {
                assertThat(count(maintenance, table, "true")).as("control").isPositive();
            }
        }
    }

    /** Functions run as the owner for whoever calls them: what they only read is safe from them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "finding",
                "ingestion",
                "ingestion_account",
                "job_need",
                "provider",
                "resource",
                "scan",
                "schedule"
            })
    void theOwnerChangesNothingOfWhatItsFunctionsOnlyRead(String name) throws Exception {
        Table table = owned().filter(each -> each.name().equals(name)).findFirst().orElseThrow();

        try (Connection owner = owner()) {
            assertThat(count(owner, table, key(table).of(acme))).as("reads").isPositive();
            assertThat(outcome(owner, "update %s set tenant_id = tenant_id".formatted(name)))
                    .isEqualTo("0");
            assertThat(outcome(owner, "delete from " + name)).isEqualTo("0");
            assertThat(outcome(owner, copyOf(foreign(table), table))).isEqualTo(REFUSED);
        }
    }

    @Test
    void theOwnerSeesNoRowOfTheOtherTables() throws Exception {
        Set<String> seen = new TreeSet<>();
        try (Connection owner = owner()) {
            for (Table table : owned().toList()) {
                if (count(owner, table, "true") > 0) {
                    seen.add(table.name());
                }
            }
        }

        assertThat(seen)
                .containsExactly(
                        "api_key",
                        "app_user",
                        "audit_entry",
                        "finding",
                        "ingestion",
                        "ingestion_account",
                        "invitation",
                        "invitation_role",
                        "job",
                        "job_need",
                        "membership",
                        "provider",
                        "provider_group",
                        "provider_group_member",
                        "refresh_token",
                        "resource",
                        "retention",
                        "role",
                        "role_provider_group",
                        "role_user",
                        "scan",
                        "schedule",
                        "tenant");
    }

    /** As the functions run that are the owner's, who cannot log in. */
    private static Connection owner() throws IOException, SQLException {
        String password = Files.readString(SERVER.data().resolve("secrets/postgres")).strip();
        try (Connection maintenance = SERVER.maint().getConnection()) {
            String url = maintenance.getMetaData().getURL();
            Connection owner =
                    new Login(url, EmbeddedPostgres.SUPERUSER, password)
                            .actingAs(LoginRole.OWNER)
                            .getConnection();
            owner.setAutoCommit(false);
            owner.setSchema(Migrations.SCHEMA);
            owner.commit();
            return owner;
        }
    }

    private static Key key(Table table) {
        Key key = KEYS.get(table.name());
        assertThat(key != null || table instanceof TenantTable)
                .as("say in KEYS whose the rows of %s are", table)
                .isTrue();
        return key == null ? new Key("tenant_id", false) : key;
    }

    /** The other tenant's rows as they are, in a text that SQL can take. */
    private static String foreign(Table table) throws SQLException {
        String rows =
                "select jsonb_agg(to_jsonb(t) order by to_jsonb(t)) from %s t where %s"
                        .formatted(table.name(), key(table).of(zeta));
        try (Connection maintenance = SERVER.maint().getConnection()) {
            return text(maintenance, rows);
        }
    }

    private static String copyOf(String rows, Table table) throws SQLException {
        String given =
                """
                select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
                where attrelid = '%s'::regclass and attnum > 0 and not attisdropped and attgenerated = ''
                """
                        .formatted(table.name());
        try (Connection maintenance = SERVER.maint().getConnection()) {
            return "insert into %1$s (%3$s) select %3$s from jsonb_populate_recordset(null::%1$s, '%2$s')"
                    .formatted(table.name(), rows.replace("'", "''"), text(maintenance, given));
        }
    }

    /** A column that the app role may set; empty if there is none. */
    private static String updatable(Table table) throws SQLException {
        String columns =
                """
                select coalesce(min(attname), '') from pg_attribute
                where attrelid = '%s'::regclass and attnum > 0 and not attisdropped
                  and attgenerated = '' and has_column_privilege('bailiwick_app', attrelid, attnum, 'update')
                """
                        .formatted(table.name());
        try (Connection maintenance = SERVER.maint().getConnection()) {
            return text(maintenance, columns);
        }
    }

    private static boolean may(String privilege, Table table) throws SQLException {
        return may("bailiwick_app", privilege, table);
    }

    private static boolean may(String role, String privilege, Table table) throws SQLException {
        String question =
                "select has_table_privilege('%s', '%s', '%s')"
                        .formatted(role, table.name(), privilege);
        try (Connection maintenance = SERVER.maint().getConnection()) {
            return text(maintenance, question).equals("t");
        }
    }

    private static Connection in(Estate estate) throws SQLException {
        Connection connection = SERVER.app().getConnection();
        connection.setAutoCommit(false);
        set(connection, estate);
        return connection;
    }

    private static final String SET =
            """
            select set_config('bailiwick.tenant', ?, true), set_config('bailiwick.principal', ?, true),
                   set_config('bailiwick.providers', 'all', true), set_config('bailiwick.groups', 'all', true)
            """;

    private static void set(Connection connection, Estate estate) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SET)) {
            statement.setString(1, estate.tenancy().id().toString());
            statement.setString(2, estate.tenancy().owner().id().toString());
            statement.execute();
        }
    }

    /** How many rows it touches, or the state it fails with; undone in either case. */
    private static String outcome(Estate estate, String sql) throws SQLException {
        try (Connection connection = in(estate)) {
            return outcome(connection, sql);
        }
    }

    private static String outcome(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return String.valueOf(statement.getUpdateCount());
        } catch (SQLException e) {
            return String.valueOf(e.getSQLState());
        } finally {
            connection.rollback();
        }
    }

    private static long count(Connection connection, Table table, String condition)
            throws SQLException {
        return Long.parseLong(
                text(
                        connection,
                        "select count(*) from %s where %s".formatted(table.name(), condition)));
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }
}
