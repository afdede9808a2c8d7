package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ADMIN;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.EVE;
import static dev.bailiwick.postgres.authority.League.FAY;
import static dev.bailiwick.postgres.authority.League.MEMBER;
import static dev.bailiwick.postgres.authority.League.MODEL;
import static dev.bailiwick.postgres.authority.League.OWNER;
import static dev.bailiwick.postgres.authority.League.VIEWER;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.authority.Role;
import dev.bailiwick.core.authority.TenantStatus;
import dev.bailiwick.postgres.authority.Answered.Why;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;

class InvitationsIT {

    private static final Duration DAY = Duration.ofDays(1);

    private TestDatabase database;
    private ScopedDataSource scoped;
    private Invitations invitations;
    private Members members;

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        scoped = League.scoped(database);
        invitations = new Invitations(scoped, MODEL);
        members = new Members(scoped, MODEL);
    }

    private Invited.Open invite(PrincipalId inviter, PrincipalId whom, Role role)
            throws SQLException {
        return (Invited.Open)
                League.as(
                        inviter,
                        () ->
                                invitations.invite(
                                        " " + League.address(whom).toUpperCase(Locale.ROOT),
                                        Set.of(role),
                                        DAY));
    }

    private Answered accept(PrincipalId who, Token token) throws SQLException {
        return Scopes.call(new Scope.Identity(who), () -> invitations.accept(token));
    }

    private static Answered refused(Why why) {
        return new Answered.Refused(why);
    }

    @Test
    void nM15WhoHasTheAddressBecomesAMemberOnce() throws SQLException {
        Invited.Open open = invite(BEN, FAY, MEMBER);

        assertThat(accept(FAY, open.token())).isEqualTo(new Answered.Joined(ACME, Set.of(MEMBER)));
        assertThat(League.rolesOf(members, FAY)).containsExactly(MEMBER);
        assertThat(accept(FAY, open.token())).isEqualTo(refused(Why.OVER));
        assertThat(League.as(BEN, () -> invitations.revoke(open.id()))).isEqualTo(Change.ABSENT);
    }

    @Test
    void anotherAddressIsRefusedWhoeverHasTheToken() throws SQLException {
        Invited.Open open = invite(BEN, FAY, MEMBER);

        assertThat(accept(EVE, open.token())).isEqualTo(refused(Why.OTHER_ADDRESS));
        assertThat(accept(FAY, new Token(open.token().secret() + "x")))
                .isEqualTo(refused(Why.UNKNOWN));
        assertThat(League.rolesOf(members, EVE)).isEmpty();
    }

    @Test
    void whoHasTheTokenAloneLearnsNothingOfTheTenant() throws SQLException {
        Invited.Open open = invite(BEN, FAY, MEMBER);

        assertThat(
                        Sql.list(
                                scoped,
                                new Scope.Identity(EVE),
                                "select concat_ws(' ', word, joined, given) from"
                                        + " bailiwick_authority.answer_invitation(?, true)",
                                (Object) open.token().hash()))
                .containsExactly("other address");
    }

    @Test
    void whatHasExpiredKeepsNobodyFromInviting() throws SQLException {
        invite(ANN, FAY, OWNER);
        assertThat(
                        League.as(
                                BEN,
                                () -> invitations.invite(League.address(FAY), Set.of(MEMBER), DAY)))
                .isEqualTo(new Invited.AboveOwn());
        database.asSuperuser("update bailiwick_authority.invitation set expires_at = now()");

        assertThat(invite(BEN, FAY, MEMBER)).isNotNull();
    }

    @Test
    void noAnswerIsNotYes() throws SQLException {
        Invited.Open open = invite(BEN, FAY, MEMBER);

        assertThat(
                        Sql.list(
                                scoped,
                                new Scope.Identity(FAY),
                                "select word from bailiwick_authority.answer_invitation(?, null)",
                                (Object) open.token().hash()))
                .containsExactly("declined");
        assertThat(League.rolesOf(members, FAY)).isEmpty();
    }

    @Test
    void itExpiresByTheClockOfTheDatabase() throws SQLException {
        Invited.Open open = invite(BEN, FAY, MEMBER);
        database.asSuperuser(
                "update bailiwick_authority.invitation set expires_at = clock_timestamp()");

        assertThat(accept(FAY, open.token())).isEqualTo(refused(Why.EXPIRED));
    }

    @Test
    void itIsOpenForAMinuteAtLeastAndForAYearAtMost() throws SQLException {
        for (Duration odd : List.of(Duration.ofSeconds(59), Duration.ofDays(366))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> League.as(BEN, () -> invitations.invite("x@y", Set.of(), odd)));
            assertThat(
                            Sql.stateOf(
                                    () ->
                                            Sql.list(
                                                    scoped,
                                                    League.in(ACME, BEN),
                                                    "select"
                                                        + " bailiwick_authority.invite(gen_random_uuid(),"
                                                        + " 'x@y', sha256('x'), '{}', ?)",
                                                    odd.toSeconds())))
                    .as("past the class")
                    .isEqualTo("22023");
        }
        for (Duration even : List.of(Duration.ofMinutes(1), Duration.ofDays(365))) {
            assertThat(League.as(BEN, () -> invitations.invite("x@y", Set.of(), even)))
                    .isInstanceOf(Invited.Open.class);
        }
    }

    @Test
    void itIsRevokedDeclinedAndReplaced() throws SQLException {
        Invited.Open first = invite(BEN, FAY, MEMBER);
        Invited.Open second = invite(BEN, FAY, VIEWER);
        assertThat(accept(FAY, first.token())).isEqualTo(refused(Why.OVER));
        assertThat(League.as(CAT, () -> invitations.revoke(second.id())))
                .isEqualTo(Change.FORBIDDEN);
        assertThat(League.as(BEN, () -> invitations.revoke(second.id()))).isEqualTo(Change.DONE);
        assertThat(accept(FAY, second.token())).isEqualTo(refused(Why.OVER));

        Invited.Open third = invite(BEN, FAY, VIEWER);
        assertThat(Scopes.call(new Scope.Identity(FAY), () -> invitations.decline(third.token())))
                .isEqualTo(new Answered.Declined());
        assertThat(accept(FAY, third.token())).isEqualTo(refused(Why.OVER));
        assertThat(League.rolesOf(members, FAY)).isEmpty();
    }

    @Test
    void nobodyInvitesAboveThemselves() throws SQLException {
        assertThat(League.as(BEN, () -> invitations.invite("new@league", Set.of(OWNER), DAY)))
                .isEqualTo(new Invited.AboveOwn());
        assertThat(League.as(CAT, () -> invitations.invite("new@league", Set.of(VIEWER), DAY)))
                .isEqualTo(new Invited.Forbidden());
        Invited.Open ofOwner = invite(ANN, FAY, OWNER);
        assertThat(
                        League.as(
                                BEN,
                                () -> invitations.invite(League.address(FAY), Set.of(VIEWER), DAY)))
                .as("in the place of one that ranks higher")
                .isEqualTo(new Invited.AboveOwn());
        assertThat(League.as(BEN, () -> invitations.revoke(ofOwner.id())))
                .isEqualTo(Change.ABOVE_OWN);
    }

    @Test
    void whatSomebodyWroteIsRevokedWhenTheyFall() throws SQLException {
        Invited.Open demoted = invite(BEN, FAY, ADMIN);
        League.as(ANN, () -> members.take(BEN, Set.of(ADMIN)));
        assertThat(accept(FAY, demoted.token())).isEqualTo(refused(Why.OVER));

        League.as(ANN, () -> members.give(BEN, Set.of(ADMIN)));
        Invited.Open expelled = invite(BEN, FAY, ADMIN);
        League.as(ANN, () -> members.give(BEN, Set.of(MEMBER)));
        League.as(ANN, () -> members.end(BEN));
        assertThat(accept(FAY, expelled.token())).isEqualTo(refused(Why.OVER));
    }

    @Test
    void k224AnExistingMemberIsNeitherRaisedNorLowered() throws SQLException {
        assertThat(
                        League.as(
                                ANN,
                                () -> invitations.invite(League.address(DAN), Set.of(ADMIN), DAY)))
                .isEqualTo(new Invited.Member());
        Invited.Open up = invite(ANN, FAY, ADMIN);
        join(FAY, "viewer");
        assertThat(accept(FAY, up.token())).isEqualTo(refused(Why.MEMBER));
        assertThat(League.rolesOf(members, FAY)).containsExactly(VIEWER);

        Invited.Open down = invite(ANN, League.person(7), VIEWER);
        join(League.person(7), "admin");
        assertThat(accept(League.person(7), down.token())).isEqualTo(refused(Why.MEMBER));
        assertThat(League.rolesOf(members, League.person(7))).containsExactly(ADMIN);
    }

    /** What an acceptance does that writes the membership whatever is there. */
    @Test
    void k224ControlAnAcceptanceThatOverwritesRaises() throws SQLException {
        join(FAY, "viewer");

        database.asSuperuser(
                "insert into bailiwick_authority.membership (tenant_id, principal_id, roles) values ('%s', '%s', '{admin}') on conflict (tenant_id, principal_id) do update set roles = excluded.roles"
                        .formatted(ACME, FAY));

        assertThat(League.rolesOf(members, FAY)).containsExactly(ADMIN);
    }

    private void join(PrincipalId who, String role) throws SQLException {
        database.asSuperuser(
                "insert into bailiwick_authority.principal values ('%s') on conflict do nothing"
                        .formatted(who),
                "insert into bailiwick_authority.membership (tenant_id, principal_id, roles) values ('%s', '%s', '{%s}')"
                        .formatted(ACME, who, role));
    }

    @Test
    void ofEightWhoAcceptAtOnceOneJoins() throws Exception {
        Invited.Open open = invite(BEN, FAY, MEMBER);
        Callable<Answered> accepting = () -> accept(FAY, open.token());

        List<Answered> answers = AtOnce.all(Collections.nCopies(8, accepting));

        assertThat(answers).filteredOn(answer -> answer instanceof Answered.Joined).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> !(answer instanceof Answered.Joined))
                .containsOnly(refused(Why.OVER));
        assertThat(
                        League.number(
                                database,
                                "select used from bailiwick_authority.tenant_limit where kind = 'users' and tenant_id = '%s'"
                                        .formatted(ACME)))
                .isEqualTo(5);
    }

    @Test
    void acceptedOrRevokedAtOnceItIsOneOfBoth() throws Exception {
        for (int round = 0; round < 20; round++) {
            PrincipalId who = League.person(20 + round % 10);
            Invited.Open open = invite(BEN, who, VIEWER);

            List<Object> outcomes =
                    AtOnce.<Object>all(
                            List.of(
                                    () -> accept(who, open.token()),
                                    () -> League.as(BEN, () -> invitations.revoke(open.id()))));

            boolean joined = outcomes.getFirst() instanceof Answered.Joined;
            assertThat(outcomes.getLast()).isEqualTo(joined ? Change.ABSENT : Change.DONE);
            assertThat(members.holding(who, ACME).isPresent()).isEqualTo(joined);
            League.as(ANN, () -> members.end(who));
        }
    }

    @Test
    void aTenantThatIsClosedTakesNobody() throws SQLException {
        Invited.Open open = invite(BEN, FAY, MEMBER);
        Scope.Maintenance office = new Scope.Maintenance("closing", Duration.ofSeconds(30));
        Scopes.call(office, () -> new Tenants(scoped).setStatus(ACME, TenantStatus.SUSPENDED));

        assertThat(accept(FAY, open.token())).isEqualTo(refused(Why.CLOSED));
    }

    @Test
    void k232TheTokenIsInNoRowAndNoMessage() throws SQLException {
        Invited.Open open = invite(BEN, FAY, MEMBER);

        try (Connection all = database.as("postgres").getConnection()) {
            assertThat(
                            Sql.list(
                                    all,
                                    "select encode(token_hash, 'hex') from"
                                            + " bailiwick_authority.invitation"))
                    .containsExactly(HexFormat.of().formatHex(open.token().hash()));
            assertThat(
                            Sql.list(
                                    all,
                                    "select i::text from bailiwick_authority.invitation i where"
                                            + " i::text like ?",
                                    "%" + open.token().secret() + "%"))
                    .isEmpty();
        }
        assertThat(open.toString()).doesNotContain(open.token().secret());
        assertThat(open.token().secret()).hasSize(43);
        assertThat(invite(BEN, EVE, VIEWER).token()).isNotEqualTo(open.token());
    }

    @Test
    void anInvitationIsSeenInItsTenantAlone() throws SQLException {
        invite(BEN, FAY, MEMBER);
        String emails = "select email from bailiwick_authority.invitation";

        assertThat(Sql.list(scoped, League.in(ACME, BEN), emails))
                .containsExactly(League.address(FAY));
        assertThat(Sql.list(scoped, League.in(League.BOLT, EVE), emails)).isEmpty();
        assertThat(Sql.list(scoped, new Scope.Identity(FAY), emails)).isEmpty();
    }
}
