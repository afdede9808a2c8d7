package dev.bailiwick.postgres.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bailiwick.core.Dimension;
import dev.bailiwick.core.Fault;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.WallException;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.Rendering;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.postgres.plan.WallPlan;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

class GuestsGateIT {

    private static final String ROLE = "league_guests";
    private static final Dimension<String> AREAS = Dimension.of("areas", text -> text);

    private TestDatabase database;

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
    }

    @Test
    void aDatabaseAsDeclaredPassesAsEitherRole() throws SQLException {
        assertThat(Gate.of(League.WALL).faults(database.app())).isEmpty();
        assertThat(Gate.of(League.WALL).faultsOfGuests(database.as(ROLE))).isEmpty();
        Gate.of(League.WALL).checkGuests(database.as(ROLE));
    }

    @Test
    void anotherRolesPoolIsRefused() {
        assertThatExceptionOfType(WallException.class)
                .isThrownBy(() -> Gate.of(League.WALL).checkGuests(database.app()))
                .withMessageContaining("acting as league_app, not as league_guests");
        Wall without = Wall.of("league", Roles.of("league_owner", "league_app"));
        assertThatExceptionOfType(WallException.class)
                .isThrownBy(() -> Gate.of(without).checkGuests(database.as(ROLE)))
                .withMessageContaining(
                        "role for guests: is not declared: name it by Roles.withGuests");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScopedDataSource.guests(database.as(ROLE), without));
    }

    @Test
    void k31AHomeForgedInTheUrlIsNamed() throws SQLException {
        PGSimpleDataSource forged = database.as(ROLE);
        forged.setOptions("-c bailiwick.home=" + League.BOLT);

        assertThat(Gate.of(League.WALL).faultsOfGuests(forged))
                .extracting(Fault::toString)
                .containsExactly("session: bailiwick.home is set before any scope is entered");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    drop policy bailiwick_guests_select on league.page | bailiwick_guests_select is missing
                    alter policy bailiwick_guests_select on league.page using (tenant_id = (select bailiwick.tenant())) | bailiwick_guests_select differs in USING
                    create policy mine on league.page to league_guests using (true) | mine
                    grant update on league.page to league_guests | update is granted to league_guests
                    grant select on league.note to league_guests | select is granted to league_guests
                    grant select on bailiwick_authority.share to league_guests | select is granted to league_guests
                    revoke select on league.page from league_guests | select for league_guests is missing
                    create table public.loose (id int); grant select on public.loose to league_guests | league_guests may use it
                    create or replace function bailiwick.home() returns uuid language sql stable parallel safe return bailiwick.tenant() | function bailiwick.home: is not as generated
                    grant execute on function bailiwick_authority.guest_shared(text, integer) to public | guest_shared(text,integer): runs as its owner and may be called by everybody
                    create schema own authorization league_guests | role league_guests: owns schema own
                    """)
    void namesWhatIsWrong(String fault, String expected) throws SQLException {
        database.asSuperuser(fault);

        assertThat(Gate.of(League.WALL).faults(database.app()))
                .extracting(Fault::toString)
                .anySatisfy(found -> assertThat(found).contains(expected));
    }

    @Test
    void whatDiffersIsPlannedBothWays() throws SQLException {
        database.asSuperuser(
                "drop policy bailiwick_guests_select on league.page",
                "revoke select on league.page from league_guests",
                "grant select on league.note to league_guests",
                "create or replace function bailiwick.home() returns uuid language sql stable"
                        + " parallel safe return null::uuid");
        WallPlan plan = WallPlan.difference(League.WALL, database.app());

        database.asOwner(plan.up());
        assertThat(Gate.of(League.WALL).faults(database.app())).isEmpty();
        assertThat(WallPlan.difference(League.WALL, database.app()).isEmpty()).isTrue();

        database.asOwner(plan.down());
        assertThat(Gate.of(League.WALL).faults(database.app()))
                .extracting(Fault::toString)
                .anyMatch(fault -> fault.contains("bailiwick_guests_select is missing"));
    }

    @Test
    void aDeclarationThatGuestsCouldNotBeServedByIsRefused() {
        Roles roles = Roles.of("o", "a").withGuests("g");
        List<Table> tables = new ArrayList<>(AuthoritySql.declarations());
        tables.add(
                Table.tenant("page")
                        .ownedBy("author_id")
                        .narrowedBy(AREAS, "area_id")
                        .sharedAs("page")
                        .select());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Wall.of("app", roles, tables))
                .withMessageContaining("which guests do not carry");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Wall.of("app", roles).renderedAs(Rendering.CITUS))
                .withMessage("There are no guests on Citus");
        assertThatIllegalArgumentException().isThrownBy(() -> roles.withGuests("a"));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new AuthoritySql(
                                        League.WALL,
                                        League.ACCOUNTS,
                                        new Duties(
                                                League.Permit.MEMBER_MANAGE,
                                                League.Permit.MEMBER_INVITE,
                                                League.Permit.TEAM_MANAGE,
                                                League.Permit.AUDIT_READ)))
                .withMessageContaining("Duties.withOutside");
    }

    /** A table in which guests read the title alone. */
    private static Wall withColumns(String... columns) {
        return League.WALL.with(
                Table.tenant("file")
                        .ownedBy("author_id")
                        .sharedAs("file")
                        .guestsRead(columns)
                        .select()
                        .update("name"));
    }

    @Test
    void guestsReadTheColumnsThatAreNamedAndNoOthers() throws SQLException {
        Wall named = withColumns("id", "name");
        assertThat(Gate.of(named).faults(database.app()))
                .extracting(Fault::toString)
                .contains("table file: select is granted to league_guests, which is not declared");

        database.asOwner(WallPlan.difference(named, database.app()).up());

        assertThat(Gate.of(named).faults(database.app())).isEmpty();
        assertThat(Gate.of(named).faultsOfGuests(database.as(ROLE))).isEmpty();
        Scope guest = new Scope.Guest(League.ACME, League.BOLT, League.EVE);
        ScopedDataSource guests = ScopedDataSource.guests(database.as(ROLE), named);
        assertThat(Sql.list(guests, guest, "select id, name from file")).isEmpty();
        for (String hidden :
                List.of(
                        "select author_id from file",
                        "select * from file",
                        "select id from file where author_id is not null",
                        "select id from file order by tenant_id")) {
            assertThat(Sql.stateOf(() -> Sql.list(guests, guest, hidden)))
                    .as(hidden)
                    .isEqualTo(Sql.REFUSED);
        }
    }

    @Test
    void columnsThatNobodyReadsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(GuestsGateIT::withColumns);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Table.tenant("file").guestsRead("name"))
                .withMessageContaining("sharedAs before guestsRead");
        List<Table> tables = new ArrayList<>(AuthoritySql.declarations());
        tables.add(
                Table.tenant("file")
                        .ownedBy("author_id")
                        .sharedAs("file")
                        .guestsRead("name", "author_id")
                        .select("id", "name"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Wall.of("app", Roles.of("o", "a").withGuests("g"), tables))
                .withMessageContaining("shows guests author_id");
    }
}
