package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ADMIN;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.BOLT;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.EVE;
import static dev.bailiwick.postgres.authority.League.FAY;
import static dev.bailiwick.postgres.authority.League.MEMBER;
import static dev.bailiwick.postgres.authority.League.MODEL;
import static dev.bailiwick.postgres.authority.League.VIEWER;
import static dev.bailiwick.postgres.authority.League.WALL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.authority.Limit;
import dev.bailiwick.core.authority.ShareLevel;
import dev.bailiwick.core.authority.TeamId;
import dev.bailiwick.core.authority.TenantStatus;
import dev.bailiwick.postgres.authority.League.Permit;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What the functions of authority leave on record, and what the app role can do to it. */
class AuditIT {

    private static final Scope.Maintenance OFFICE =
            new Scope.Maintenance("a plan was sold", Duration.ofSeconds(30));
    private static final String LOG =
            "select bailiwick_authority.log_refused(clock_timestamp(), ?::text[], ?::bigint[])";
    private static final String ENTRIES =
            "select what from bailiwick_authority.audit_entries('-infinity', 'infinity', null,"
                    + " null, null, null, 1000)";

    private TestDatabase database;
    private ScopedDataSource scoped;
    private Members members;
    private Invitations invitations;

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        scoped = League.scoped(database);
        members = new Members(scoped, MODEL);
        invitations = new Invitations(scoped, MODEL);
    }

    /** Past the policies and whoever may read it. */
    private List<String> recorded(String columns) throws SQLException {
        try (Connection connection = database.as("postgres").getConnection()) {
            return Sql.list(
                    connection,
                    "select %s from bailiwick_authority.audit where what <> 'tenant.founded' order by at, id"
                            .formatted(columns));
        }
    }

    private Token invite(String address) throws SQLException {
        Invited invited =
                League.as(
                        BEN, () -> invitations.invite(address, Set.of(VIEWER), Duration.ofDays(1)));
        return ((Invited.Open) invited).token();
    }

    @Test
    void whoChangedWhatForWhomStandsThere() throws SQLException {
        League.as(BEN, () -> members.give(DAN, Set.of(MEMBER)));

        assertThat(
                        recorded(
                                "concat_ws(' ', tenant_id, principal_id, kind, what, object,"
                                        + " details, count)"))
                .containsExactly(
                        "%s %s changed member.changed %s %s 1"
                                .formatted(
                                        ACME,
                                        BEN,
                                        DAN,
                                        "{\"roles\": {\"are\": [\"member\", \"viewer\"], \"were\":"
                                            + " [\"viewer\"]}, \"custom\": {\"are\": [], \"were\":"
                                            + " []}}"));
    }

    @Test
    void everyChangeOfAMemberOrAnInvitationIsOneEntry() throws SQLException {
        League.as(BEN, () -> members.giveCustom(CAT, Set.of(Permit.PAGE_READ)));
        League.as(BEN, () -> members.suspend(CAT));
        League.as(BEN, () -> members.resume(CAT));
        invite("p7@league");
        Token again = invite("p7@league");
        Scopes.call(new Scope.Identity(League.person(7)), () -> invitations.decline(again));
        Token token = invite("p6@league");
        Scopes.call(new Scope.Identity(FAY), () -> invitations.accept(token));
        invite("p8@league");
        League.as(ANN, () -> members.end(BEN));

        assertThat(recorded("what"))
                .containsExactly(
                        "member.changed",
                        "member.status",
                        "member.status",
                        "invitation.made",
                        "invitation.revoked",
                        "invitation.made",
                        "invitation.declined",
                        "invitation.made",
                        "invitation.accepted",
                        "invitation.made",
                        "invitation.revoked",
                        "member.ended");
        assertThat(recorded("details")).noneMatch(details -> details.contains(token.secret()));
    }

    @Test
    void everyChangeOfATeamAShareOrTheTenantIsOneEntry() throws SQLException {
        Teams teams = new Teams(scoped);
        Shares shares = new Shares(scoped, WALL);
        Tenants tenants = new Tenants(scoped);
        TeamId one = new TeamId(new UUID(1, 1));
        TeamId two = new TeamId(new UUID(1, 2));
        String page = "insert into page (title) values ('plan') returning id";
        UUID made = UUID.fromString(Sql.list(scoped, League.in(ACME, CAT), page).getFirst());

        League.as(BEN, () -> teams.make(one, "one", null));
        League.as(BEN, () -> teams.make(two, "two", null));
        League.as(BEN, () -> teams.move(two, one));
        League.as(BEN, () -> teams.change(two, "second", 3));
        League.as(BEN, () -> teams.join(two, DAN));
        League.as(BEN, () -> teams.join(two, DAN));
        League.as(DAN, () -> teams.leave(two, DAN));
        League.as(BEN, () -> teams.remove(two));
        Shared shared =
                League.as(
                        CAT,
                        () ->
                                shares.share(
                                        shares.type("page"),
                                        made,
                                        new ShareTarget.Member(DAN),
                                        ShareLevel.EDIT));
        League.as(CAT, () -> shares.revoke(((Shared.Open) shared).id()));
        Scopes.call(OFFICE, () -> tenants.limit(ACME, Limit.USERS, 9));
        Scopes.call(OFFICE, () -> tenants.setStatus(ACME, TenantStatus.SUSPENDED));

        assertThat(recorded("what"))
                .containsExactly(
                        "team.made",
                        "team.made",
                        "team.moved",
                        "team.changed",
                        "team.joined",
                        "team.left",
                        "team.removed",
                        "share.made",
                        "share.revoked",
                        "tenant.limit",
                        "tenant.status");
    }

    @Test
    void aPrincipalThatWasLockedOutIsOnRecordInEachOfItsTenants() throws SQLException {
        String locked = "select bailiwick_authority.principal_moved('%s')".formatted(CAT);
        database.asOwner(locked);

        assertThat(recorded("concat_ws(' ', tenant_id, what, object)"))
                .containsExactly("%s principal.moved %s".formatted(ACME, CAT));
    }

    @Test
    void aModelThatChangedIsOnRecordInEveryTenant() throws SQLException {
        database.asOwner(League.SQL.model(MODEL));
        assertThat(recorded("what")).as("the same model").isEmpty();

        database.asOwner(
                "update bailiwick_authority.permission set when_suspended = true",
                League.SQL.model(MODEL));

        assertThat(recorded("concat_ws(' ', tenant_id, what)"))
                .containsExactlyInAnyOrder(ACME + " model.installed", BOLT + " model.installed");
    }

    @Test
    void neitherTheChangeNorItsEntryStandsWithoutTheOther() throws SQLException {
        League.as(
                BEN,
                () -> {
                    try (Connection connection = scoped.getConnection()) {
                        connection.setAutoCommit(false);
                        assertThat(
                                        Sql.list(
                                                connection,
                                                "select bailiwick_authority.change_member(?,"
                                                        + " '{member}', '{}', '{}', '{}')",
                                                DAN.text()))
                                .containsExactly("done");
                        connection.rollback();
                    }
                    return 0;
                });
        assertThat(recorded("what")).isEmpty();

        database.asSuperuser(
                "alter table bailiwick_authority.audit add constraint full_up check (what <>"
                        + " 'member.changed')");
        assertThatThrownBy(() -> League.as(BEN, () -> members.give(DAN, Set.of(MEMBER))))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("full_up");
        assertThat(League.rolesOf(members, DAN)).containsExactly(VIEWER);
    }

    @Test
    void whatIsRefusedChangesNothingAndLeavesNoEntryOfAChange() throws SQLException {
        assertThat(League.as(DAN, () -> members.give(DAN, Set.of(ADMIN))))
                .isEqualTo(Change.FORBIDDEN);

        assertThat(recorded("what")).isEmpty();
    }

    @Test
    void k78TheAppRoleNeitherReadsNorWritesTheAudit() throws SQLException {
        League.as(BEN, () -> members.give(DAN, Set.of(MEMBER)));
        database.asSuperuser(
                "create table league.bare_audit (like bailiwick_authority.audit including all)",
                "insert into league.bare_audit select * from bailiwick_authority.audit",
                "grant all on league.bare_audit to league_app");
        Sql.execute(scoped, League.in(ACME, ANN), "update bare_audit set what = 'nothing'");
        Sql.execute(scoped, League.in(ACME, ANN), "delete from bare_audit");

        for (String statement :
                List.of(
                        "select * from bailiwick_authority.audit",
                        "insert into bailiwick_authority.audit (tenant_id, kind, what) values ('%s', 'changed', 'x')"
                                .formatted(ACME),
                        "update bailiwick_authority.audit set what = 'x'",
                        "delete from bailiwick_authority.audit",
                        "truncate bailiwick_authority.audit",
                        "select bailiwick_authority.log('%s', 'changed', 'x', '', '{}')"
                                .formatted(ACME),
                        "select * from bailiwick_authority.maintenance_audit")) {
            assertThat(Sql.stateOf(() -> Sql.execute(scoped, League.in(ACME, ANN), statement)))
                    .as(statement)
                    .isEqualTo(Sql.REFUSED);
        }
        assertThat(recorded("what")).containsExactly("member.changed");
    }

    @Test
    void whatTheAppRoleLogsIsItsOwnRefusalsNow() throws SQLException {
        String long_ago =
                "select bailiwick_authority.log_refused('2001-01-01', '{rank}', '{3}'),"
                        + " bailiwick_authority.log_refused('2101-01-01', '{rank}', '{2}')";
        Sql.execute(scoped, League.in(ACME, DAN), long_ago);
        Sql.execute(scoped, Scope.Tenant.of(BOLT), long_ago); // in nobody's name
        Scope nowhere = League.in(new dev.bailiwick.core.TenantId(new UUID(9, 9)), DAN);
        Sql.execute(scoped, nowhere, long_ago);

        assertThat(recorded("concat_ws(' ', tenant_id, principal_id, kind, what, count)"))
                .containsExactlyInAnyOrder(
                        ACME + " " + DAN + " refused rank 3", ACME + " " + DAN + " refused rank 2");
        assertThat(recorded("at between now() - interval '62 minutes' and clock_timestamp()"))
                .containsOnly("t");
    }

    @Test
    void whatIsLoggedIsBounded() {
        assertThat(logged("{%s}".formatted("x".repeat(201)), "{1}")).isEqualTo("23514");
        assertThat(logged("{x}", "{-1}")).isEqualTo("23514");
        assertThat(logged("{x,y}", "{1}")).isEqualTo("22023");
        assertThat(logged("{x" + ",x".repeat(1000) + "}", "{1" + ",1".repeat(1000) + "}"))
                .isEqualTo("22023");
    }

    private String logged(String rules, String counts) {
        return Sql.stateOf(
                () ->
                        League.as(
                                DAN,
                                () -> {
                                    try (Connection connection = scoped.getConnection()) {
                                        return Sql.list(connection, LOG, rules, counts);
                                    }
                                }));
    }

    @Test
    void anEntryIsReadInItsTenantByWhoMay() throws SQLException {
        League.as(BEN, () -> members.give(DAN, Set.of(MEMBER)));
        Scopes.call(
                League.in(BOLT, EVE),
                () -> new Teams(scoped).make(new TeamId(new UUID(2, 1)), "x", null));

        assertThat(Sql.list(scoped, League.in(ACME, ANN), ENTRIES))
                .containsExactly("tenant.founded", "member.changed");
        assertThat(Sql.list(scoped, League.in(BOLT, EVE), ENTRIES))
                .containsExactly("tenant.founded", "team.made");
        for (Scope scope :
                List.of(
                        League.in(ACME, BEN),
                        League.in(ACME, EVE),
                        League.in(BOLT, ANN),
                        Scope.Tenant.of(ACME))) {
            assertThat(Sql.stateOf(() -> Sql.list(scoped, scope, ENTRIES)))
                    .as(scope.described())
                    .isEqualTo(Sql.REFUSED);
        }
    }
}
