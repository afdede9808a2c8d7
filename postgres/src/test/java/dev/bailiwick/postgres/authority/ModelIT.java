package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ADMIN;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.AUDITOR;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.FAY;
import static dev.bailiwick.postgres.authority.League.MEMBER;
import static dev.bailiwick.postgres.authority.League.MODEL;
import static dev.bailiwick.postgres.authority.League.VIEWER;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.authority.Permission;
import dev.bailiwick.core.authority.Permissions;
import dev.bailiwick.core.authority.Role;
import dev.bailiwick.core.authority.RoleModel;
import dev.bailiwick.postgres.authority.League.Permit;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The roles of an application in the database, and what a change of them does. */
class ModelIT {

    private static final String GIVE_AUDITOR =
            "select bailiwick_authority.change_member(?, '{auditor}', '{}', '{}', '{}')";

    private TestDatabase database;
    private ScopedDataSource scoped;

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        scoped = League.scoped(database);
    }

    @Test
    void theDatabaseSaysOfEachRoleWhatTheModelSays() throws SQLException {
        for (Role role : MODEL.roles()) {
            assertThat(
                            names(
                                    "select permission from bailiwick_authority.role_permission"
                                            + " where role = ?",
                                    role.name()))
                    .containsExactlyInAnyOrderElementsOf(
                            role.permissions().stream().map(Permission::name).toList());
            assertThat(
                            names(
                                    "select lower from bailiwick_authority.role_below where role ="
                                            + " ?",
                                    role.name()))
                    .containsExactlyInAnyOrderElementsOf(
                            MODEL.roles().stream()
                                    .filter(lower -> MODEL.includes(role, lower))
                                    .map(Role::name)
                                    .toList());
        }
        assertThat(names("select name from bailiwick_authority.role where is_owner"))
                .containsExactly("owner");
        assertThat(names("select name from bailiwick_authority.permission where when_suspended"))
                .containsExactly("BILL_PAY");
    }

    private List<String> names(String sql, @Nullable Object... values) throws SQLException {
        try (var connection = database.as("postgres").getConnection()) {
            return Sql.list(connection, sql, values);
        }
    }

    @Test
    void theSameModelTwiceMovesNothingAndAnotherOneMovesEveryTenant() throws SQLException {
        long before = League.epoch(database);
        database.asOwner(League.SQL.functions(), League.SQL.model(MODEL));
        assertThat(League.epoch(database)).isEqualTo(before);

        database.asOwner(League.SQL.model(withoutAuditor(Permit.PAGE_EDIT_ALL)));

        assertThat(League.epoch(database)).isEqualTo(before + 1);
        assertThat(
                        new Members(League.scoped(database), MODEL)
                                .holding(CAT, ACME)
                                .orElseThrow()
                                .epoch()
                                .value())
                .isEqualTo(before + 1);
    }

    @Test
    void aRoleThatSomebodyHoldsDoesNotGo() throws SQLException {
        database.asSuperuser(
                "update bailiwick_authority.membership set roles = '{auditor}' where principal_id = '%s'"
                        .formatted(CAT));
        long before = League.epoch(database);

        assertThatThrownBy(() -> database.asOwner(League.SQL.model(withoutAuditor())))
                .hasMessageContaining("{auditor}");
        assertThat(League.epoch(database)).isEqualTo(before);
        assertThat(names("select name from bailiwick_authority.role")).contains("auditor");
    }

    @Test
    void aModelWaitsForWhatIsBeingGivenAndSeesIt() throws Exception {
        try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> model =
                    League.as(
                            ANN,
                            () -> {
                                try (Connection giving = scoped.getConnection()) {
                                    giving.setAutoCommit(false);
                                    assertThat(Sql.list(giving, GIVE_AUDITOR, DAN.text()))
                                            .containsExactly("done");
                                    Future<String> waiting =
                                            other.submit(() -> Sql.stateOf(this::installed));
                                    AtOnce.awaitOneWhoWaits(database);
                                    giving.commit();
                                    return waiting;
                                }
                            });

            assertThat(model.get(2, TimeUnit.MINUTES)).as("somebody holds one").isEqualTo("2BP01");
        }
    }

    private void installed() throws SQLException {
        database.asOwner(League.SQL.model(withoutAuditor()));
    }

    @Test
    void whoGivesWaitsForAModelAndKnowsItsRolesOnly() throws Exception {
        try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor();
                Connection owner = database.as("league_owner").getConnection()) {
            owner.setAutoCommit(false);
            Sql.execute(owner, League.SQL.model(withoutAuditor()));

            Future<String> giving =
                    other.submit(
                            () ->
                                    Sql.stateOf(
                                            () ->
                                                    Sql.list(
                                                            scoped,
                                                            League.in(ACME, ANN),
                                                            GIVE_AUDITOR,
                                                            DAN.text())));
            AtOnce.awaitOneWhoWaits(database);
            owner.commit();

            assertThat(giving.get(2, TimeUnit.MINUTES)).as("unknown").isEqualTo("22023");
        }
    }

    @Test
    void whoMayNotInviteAnyMoreHasInvitedNobody() throws SQLException {
        Token bens = invited(BEN, FAY, VIEWER);
        Token anns = invited(ANN, League.person(7), ADMIN);

        database.asOwner(League.SQL.model(withoutAuditor()));

        assertThat(accepted(FAY, bens)).isEqualTo(new Answered.Refused(Answered.Why.OVER));
        assertThat(accepted(League.person(7), anns)).isInstanceOf(Answered.Joined.class);
        assertThat(
                        names(
                                "select concat_ws(' ', what, details ->> 'of') from"
                                        + " bailiwick_authority.audit where what ="
                                        + " 'invitation.revoked'"))
                .containsExactly("invitation.revoked " + BEN);
    }

    @Test
    void whoIsNoLongerAboveHasInvitedNobodyThere() throws SQLException {
        Token member = invited(BEN, FAY, MEMBER);
        Token admin = invited(BEN, League.person(7), ADMIN);

        database.asOwner(
                League.SQL.model(
                        RoleModel.of(Permissions.of(Permit.class))
                                .role("owner")
                                .role("admin", Permit.MEMBER_MANAGE, Permit.MEMBER_INVITE)
                                .above("owner", "admin")
                                .role("member", Permit.PAGE_WRITE)
                                .above("owner", "member")
                                .role("viewer")
                                .above("member", "viewer")
                                .build()));

        assertThat(accepted(FAY, member)).isEqualTo(new Answered.Refused(Answered.Why.OVER));
        assertThat(accepted(League.person(7), admin)).isInstanceOf(Answered.Joined.class);
    }

    @Test
    void anInvitationKeepsARoleUntilItHasExpired() throws SQLException {
        Token token = invited(ANN, FAY, AUDITOR);
        assertThat(Sql.stateOf(this::installed)).isEqualTo("2BP01");
        database.asSuperuser(
                "update bailiwick_authority.invitation set expires_at = now() - interval '1 year'");

        installed();

        assertThat(names("select name from bailiwick_authority.role")).doesNotContain("auditor");
        assertThat(names("select state from bailiwick_authority.invitation"))
                .containsExactly("revoked");
        assertThat(accepted(FAY, token)).isEqualTo(new Answered.Refused(Answered.Why.OVER));
    }

    private Token invited(PrincipalId inviter, PrincipalId whom, Role role) throws SQLException {
        Invited invited =
                League.as(
                        inviter,
                        () ->
                                new Invitations(scoped, MODEL)
                                        .invite(
                                                League.address(whom),
                                                Set.of(role),
                                                Duration.ofDays(1)));
        return ((Invited.Open) invited).token();
    }

    private Answered accepted(PrincipalId who, Token token) throws SQLException {
        return Scopes.call(
                new Scope.Identity(who), () -> new Invitations(scoped, MODEL).accept(token));
    }

    private static RoleModel withoutAuditor(Permit... ofViewer) {
        return RoleModel.of(Permissions.of(Permit.class))
                .role("owner")
                .role("admin", Permit.MEMBER_MANAGE)
                .above("owner", "admin")
                .role("member", Permit.PAGE_WRITE)
                .above("admin", "member")
                .role("viewer", ofViewer)
                .above("member", "viewer")
                .build();
    }
}
