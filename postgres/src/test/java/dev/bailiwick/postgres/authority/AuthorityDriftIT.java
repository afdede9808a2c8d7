package dev.bailiwick.postgres.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.Fault;
import dev.bailiwick.core.WallException;
import dev.bailiwick.core.authority.Permissions;
import dev.bailiwick.core.authority.RoleModel;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Rows;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.plan.WallPlan;
import dev.bailiwick.testbed.Blueprint;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.InputStream;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** The functions and roles of authority are those that are generated, or an application stops. */
class AuthorityDriftIT {

    private static final Wall KEPT =
            AuthoritySql.within(League.WALL, League.ACCOUNTS, League.DUTIES, League.MODEL);

    private static final Wall SMALL = small();

    private static final Blueprint BARE =
            Blueprint.of("league")
                    .withRole("league_guests")
                    .with(
                            """
                            create table club (id uuid primary key, name text not null);
                            create table person (id uuid primary key, email text not null unique);
                            """);

    private static Wall small() {
        List<Table> tables = new ArrayList<>();
        tables.add(Table.identity("club").select(Rows.ofTenant("id")).changedByOwner());
        tables.add(Table.identity("person").select(Rows.own("id")).lookedUpByOwner());
        Roles roles =
                Roles.of("league_owner", "league_app")
                        .withMaintenance("league_maint")
                        .withGuests("league_guests");
        return AuthoritySql.within(
                Wall.of("league", roles, tables), League.ACCOUNTS, League.DUTIES, League.MODEL);
    }

    private static TestDatabase made() throws SQLException {
        TestDatabase database = League.database();
        database.asOwner(WallSql.epoch(KEPT));
        return database;
    }

    private static List<String> faults(Wall wall, TestDatabase database) throws SQLException {
        return Gate.of(wall).faults(database.app()).stream()
                .filter(Fault::isError)
                .map(fault -> fault.id() + " " + fault.object())
                .distinct()
                .toList();
    }

    @Test
    void aDatabaseThatWasMadeByTheSameTextsHasNone() throws SQLException {
        TestDatabase database = made();

        assertThat(faults(KEPT, database)).isEmpty();
        assertThat(WallPlan.difference(KEPT, database.as("league_owner")).isEmpty()).isTrue();
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    create or replace function bailiwick_authority.may(wanted text) returns boolean language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp as 'select true' | function-changed function bailiwick_authority.may(text)
                    create or replace function bailiwick_authority.is_last_owner(held uuid, whom uuid) returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as 'select false' | function-changed function bailiwick_authority.is_last_owner(uuid,uuid)
                    alter function bailiwick_authority.teams() volatile | function-changed function bailiwick_authority.teams()
                    alter function bailiwick_authority.shared(text, integer) parallel unsafe | function-changed function bailiwick_authority.shared(text,integer)
                    alter function bailiwick_authority.holding(text) security invoker | function-changed function bailiwick_authority.holding(text)
                    drop function bailiwick_authority.leave_team(uuid, text) | function-changed function bailiwick_authority.leave_team(uuid,text)
                    create function bailiwick_authority.raise(whom uuid) returns void language sql as 'select' | function-changed function bailiwick_authority.raise(uuid)
                    grant execute on function bailiwick_authority.moved(uuid) to league_app | grant-extra function bailiwick_authority.moved(uuid)
                    grant execute on function bailiwick_authority.set_limit(text, text, bigint) to league_app | grant-extra function bailiwick_authority.set_limit(text,text,bigint)
                    revoke execute on function bailiwick_authority.may(text) from league_app | grant-missing function bailiwick_authority.may(text)
                    insert into bailiwick_authority.role_permission values ('viewer', 'MEMBER_MANAGE') | authority-model schema bailiwick_authority
                    delete from bailiwick_authority.role_below where role = 'admin' and lower = 'viewer' | authority-model schema bailiwick_authority
                    update bailiwick_authority.permission set when_suspended = true where name = 'PAGE_WRITE' | authority-model schema bailiwick_authority
                    """)
    void whatSomebodyChangedIsFoundAndMendedByThePlan(String drift, String expected)
            throws SQLException {
        TestDatabase database = made();
        database.asOwner(drift);

        assertThat(faults(KEPT, database)).containsExactly(expected);
        assertThatExceptionOfType(WallException.class)
                .isThrownBy(() -> Gate.of(KEPT).check(database.app()));
        assertThat(faults(League.WALL.checkingEpoch(AuthoritySql.epochs()), database))
                .as("control: the tables alone do not tell")
                .isEmpty();
        database.asOwner(WallPlan.difference(KEPT, database.as("league_owner")).up());
        assertThat(faults(KEPT, database)).isEmpty();
    }

    /** The roles of another release, of which nobody has changed a line since. */
    @Test
    void rolesThatAnotherReleaseHasInstalledAreToldFromRolesThatSomebodyChanged()
            throws SQLException {
        TestDatabase database = made();
        RoleModel other =
                RoleModel.of(Permissions.of(League.Permit.class))
                        .role("owner")
                        .role("admin", League.Permit.values())
                        .above("owner", "admin")
                        .role("member")
                        .above("admin", "member")
                        .role("viewer")
                        .above("member", "viewer")
                        .build();
        database.asOwner(League.SQL.model(other));
        assertThat(faults(KEPT, database))
                .containsExactly("authority-model-other schema bailiwick_authority");
        assertThatExceptionOfType(WallException.class)
                .isThrownBy(() -> Gate.of(KEPT).check(database.app()));

        database.asOwner(
                "insert into bailiwick_authority.role_permission values ('viewer', 'BILL_PAY')");
        assertThat(faults(KEPT, database))
                .containsExactly("authority-model schema bailiwick_authority");

        database.asOwner(WallPlan.difference(KEPT, database.as("league_owner")).up());
        assertThat(faults(KEPT, database)).isEmpty();
        database.asOwner(League.SQL.model(other));
        assertThat(faults(KEPT, database))
                .containsExactly("authority-model-other schema bailiwick_authority");
        database.asOwner(WallPlan.difference(KEPT, database.as("league_owner")).up());
        assertThat(faults(KEPT, database)).isEmpty();
    }

    /** Nobody knows what they lack: the plan makes none of them for whoever ran an older text. */
    @ParameterizedTest
    @ValueSource(strings = {"null", "'bailiwick authority, tables of version 0'"})
    void tablesOfAnotherVersionStopTheStartWithWhatToRun(String mark) throws SQLException {
        TestDatabase database = made();
        database.asOwner("comment on schema bailiwick_authority is " + mark);

        List<Fault> faults =
                assertThatExceptionOfType(WallException.class)
                        .isThrownBy(() -> Gate.of(KEPT).check(database.app()))
                        .actual()
                        .faults();

        assertThat(faults).extracting(Fault::id).containsExactly("authority-version");
        String message = faults.getFirst().message();
        assertThat(message).contains("AuthoritySql.tables()");
        database.asOwner(message.substring(message.indexOf("comment on schema")));
        assertThat(faults(KEPT, database)).isEmpty();
    }

    /** Whoever changes them raises the version, and says here what the text of that one is. */
    @Test
    void theVersionOfTheTablesIsThatOfTheirText() throws Exception {
        byte[] text;
        try (InputStream file = AuthoritySql.class.getResourceAsStream("tables.sql")) {
            text = Objects.requireNonNull(file).readAllBytes();
        }

        assertThat(AuthoritySql.VERSION).isEqualTo(1);
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text)))
                .isEqualTo("57aac87e19e2037e18a8fe3ae889338fd1b45d6839fd3080a8ee69df48acb87b");
    }

    @Test
    void whatEverybodyMayCallIsFoundAndMended() throws SQLException {
        TestDatabase database = made();
        database.asOwner("grant execute on function bailiwick_authority.moved(uuid) to public");

        assertThat(faults(KEPT, database))
                .containsExactlyInAnyOrder(
                        "grant-extra function bailiwick_authority.moved(uuid)",
                        "function-definer-open function bailiwick_authority.moved(uuid)");
        database.asOwner(WallPlan.difference(KEPT, database.as("league_owner")).up());
        assertThat(faults(KEPT, database)).isEmpty();
    }

    @Test
    void theWayBackBringsTheFunctionsBack() throws SQLException {
        TestDatabase database = made();
        database.asOwner(
                "alter function bailiwick_authority.teams() volatile",
                "create function bailiwick_authority.raise(whom uuid) returns void language sql as"
                        + " 'select'");
        List<String> before = faults(KEPT, database);
        WallPlan plan = WallPlan.difference(KEPT, database.as("league_owner"));

        database.asOwner(plan.up());
        assertThat(faults(KEPT, database)).isEmpty();
        assertThat(plan.steps())
                .singleElement()
                .satisfies(step -> assertThat(step.dangers()).hasSize(1));
        database.asOwner(plan.down());

        assertThat(faults(KEPT, database)).containsExactlyElementsOf(before);
    }

    @Test
    void aPlanMakesAllOfItOfNothing() throws SQLException {
        TestDatabase database = BARE.database();

        WallPlan plan = WallPlan.difference(SMALL, database.as("league_owner"));
        assertThat(plan.rest()).isEmpty();
        database.asOwner(plan.up());

        assertThat(faults(SMALL, database)).isEmpty();
        assertThat(WallPlan.difference(SMALL, database.as("league_owner")).isEmpty()).isTrue();
        database.asOwner(plan.down());
        assertThat(faults(SMALL, database))
                .contains(
                        "table-missing table bailiwick_authority.membership",
                        "schema-missing schema bailiwick");
        database.asOwner(WallPlan.difference(SMALL, database.as("league_owner")).up());
        assertThat(faults(SMALL, database)).isEmpty();
    }

    @Test
    void itComparesEpochsUnlessTheWallDoesAlready() {
        Wall other = League.WALL.checkingEpoch(League.TAKING_ALL);

        assertThat(KEPT.epochSource()).contains(AuthoritySql.epochs());
        assertThat(
                        AuthoritySql.within(other, League.ACCOUNTS, League.DUTIES, League.MODEL)
                                .epochSource())
                .contains(League.TAKING_ALL);
    }

    @Test
    void theWholeMayBeRunAgainAndAgain() throws SQLException {
        TestDatabase database = BARE.database();

        for (int run = 0; run < 2; run++) {
            database.asOwner(WallPlan.whole(SMALL).up());
            assertThat(faults(SMALL, database)).isEmpty();
        }
    }

    @Test
    void whoMayCreateNoSchemaIsToldWhatAnAdministratorDoes() throws SQLException {
        TestDatabase database = BARE.database();
        database.asSuperuser(
                "alter database %s owner to postgres".formatted(database.name()),
                "create schema bailiwick authorization league_owner");

        WallPlan refused = WallPlan.difference(SMALL, database.as("league_owner"));

        assertThat(refused.administration())
                .contains("create schema bailiwick_authority authorization league_owner;");
        assertThat(refused.rest()).isNotEmpty();
        database.asSuperuser(refused.administration().toArray(String[]::new));
        database.asOwner(WallPlan.difference(SMALL, database.as("league_owner")).up());
        assertThat(faults(SMALL, database)).isEmpty();
    }
}
