package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ADMIN;
import static dev.bailiwick.postgres.authority.League.MEMBER;
import static dev.bailiwick.postgres.authority.League.MODEL;
import static dev.bailiwick.postgres.authority.League.VIEWER;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.AuthorityMovedException;
import dev.bailiwick.core.EpochRequiredException;
import dev.bailiwick.core.Fault;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.audit.Rule;
import dev.bailiwick.core.authority.Access;
import dev.bailiwick.core.authority.Checks;
import dev.bailiwick.core.authority.Holding;
import dev.bailiwick.core.authority.ShareLevel;
import dev.bailiwick.core.authority.TeamId;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.authority.League.Permit;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.postgres.plan.WallPlan;
import dev.bailiwick.testbed.Sql;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.ScopedValue.CallableOp;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import javax.sql.DataSource;

/** What {@code docs/toolkit/authority.md} shows, run. */
class AuthorityGuideIT {

    private Guide guide;
    private DataSource scoped;
    private Members members;
    private TenantId acme;
    private PrincipalId ann;
    private PrincipalId ben;
    private PrincipalId cat;
    private PrincipalId dan;
    private PrincipalId fay;

    @BeforeEach
    void open() throws SQLException {
        guide = new Guide();
        scoped = guide.scoped;
        members = guide.members;
        acme = guide.acme;
        ann = guide.ann;
        ben = guide.ben;
        cat = guide.cat;
        dan = guide.dan;
        fay = guide.fay;
    }

    private Scope.Tenant now(PrincipalId who) throws SQLException {
        return guide.now(who);
    }

    private List<String> titles() throws SQLException {
        return Sql.list(scoped, Scopes.require(), "select title from page order by title");
    }

    @Test
    void theOrderOfThePageMakesADatabaseAsDeclaredAndTheRestMayRunAgain() throws SQLException {
        AuthoritySql sql = new AuthoritySql(Guide.WALL, Guide.ACCOUNTS, Guide.DUTIES);

        guide.database.asOwner(sql.again(MODEL));

        assertThat(Gate.of(Guide.WALL).faults(guide.database.app()))
                .filteredOn(Fault::isError)
                .isEmpty();
        assertThat(WallPlan.difference(Guide.WALL, guide.database.as("league_owner")).isEmpty())
                .isTrue();
    }

    @Test
    void aScopeIsMadeOfWhatIsHeld() throws SQLException {
        CallableOp<Integer, SQLException> work = () -> 200;

        assertThat(status(cat, work)).isEqualTo(200);
        assertThat(status(dan, work)).as("a viewer").isEqualTo(403);
        assertThat(status(fay, work)).as("a stranger").isEqualTo(404);
    }

    // snippet request
    int status(PrincipalId who, CallableOp<Integer, SQLException> work) throws SQLException {
        Holding held = members.holding(who, acme).orElse(null);
        return switch (new Checks(MODEL).permissions(held, Set.of(Permit.PAGE_WRITE))) {
            case Access.Granted granted -> Scopes.call(granted.holding().scope(), work);
            case Access.NotMember _ -> 404;
            case Access.Forbidden _, Access.RoleMissing _ -> 403;
            case Access.Suspended _, Access.Closed _ -> 403;
        };
    }

    // end

    @Test
    void whatIsRevokedEndsWithTheNextTransaction() throws SQLException {
        // snippet revoked
        Scope.Tenant before = now(cat);
        Scopes.call(now(ben), () -> members.end(cat));

        assertThatExceptionOfType(AuthorityMovedException.class)
                .isThrownBy(() -> Scopes.call(before, () -> titles()));
        assertThatExceptionOfType(EpochRequiredException.class)
                .isThrownBy(() -> Scopes.call(Scope.Tenant.of(acme).as(cat), () -> titles()));
        // end

        Wall lax = Guide.WALL.checkingEpoch(League.TAKING_ALL);
        DataSource taking = ScopedDataSource.of(guide.database.app(), lax);
        assertThat(Sql.list(taking, Scope.Tenant.of(acme).as(cat), "select 'reads on'"))
                .as("control: what carries no epoch is not compared")
                .containsExactly("reads on");
    }

    /** Of whom there is no epoch, a stranger, and of whom it is not asked. */
    @Test
    void whatIsRefusedIsOnRecordThoughItsScopeCarriesNoEpoch() throws Exception {
        AuditTrail trail = new AuditTrail(ScopedDataSource.of(guide.database.app(), Guide.WALL));
        Instant minute = Instant.now().truncatedTo(ChronoUnit.MINUTES);

        for (PrincipalId refused : List.of(fay, dan)) {
            trail.keep(Scope.Tenant.of(acme).as(refused), minute, Map.of(Rule.NOT_MEMBER, 2L));
        }

        assertThat(
                        League.number(
                                guide.database,
                                "select count(*) from bailiwick_authority.audit where kind ="
                                        + " 'refused'"))
                .isEqualTo(2);
    }

    @Test
    void membersComeAndGo() throws SQLException {
        // snippet invitation
        Invitations invitations = new Invitations(scoped, MODEL);
        Invited invited =
                Scopes.call(
                        now(ben),
                        () -> invitations.invite("fay@club", Set.of(VIEWER), Duration.ofDays(3)));
        String letter = ((Invited.Open) invited).token().secret(); // and nowhere else

        Answered answered =
                Scopes.call(new Scope.Identity(fay), () -> invitations.accept(new Token(letter)));
        // end
        assertThat(answered).isEqualTo(new Answered.Joined(acme, Set.of(VIEWER)));

        // snippet members
        Change change = Scopes.call(now(ben), () -> members.give(fay, Set.of(MEMBER))); // DONE
        Change refused = Scopes.call(now(fay), () -> members.give(fay, Set.of(ADMIN))); // FORBIDDEN
        Change last = Scopes.call(now(ann), () -> members.end(ann)); // LAST_OWNER
        // end

        assertThat(change).isEqualTo(Change.DONE);
        assertThat(refused).isEqualTo(Change.FORBIDDEN);
        assertThat(last).isEqualTo(Change.LAST_OWNER);
    }

    @Test
    void oneScopeIsGoodForOneTransactionThatChangesAuthority() throws SQLException {
        Teams teams = new Teams(scoped);
        Scope.Tenant once = now(ben);

        assertThat(make(teams, once)).isEqualTo(TeamChange.DONE);
        assertThatExceptionOfType(AuthorityMovedException.class)
                .isThrownBy(() -> make(teams, once));
        assertThat(make(teams, now(ben))).isEqualTo(TeamChange.DONE);
    }

    private static TeamChange make(Teams teams, Scope scope) throws SQLException {
        return Scopes.call(scope, () -> teams.make(new TeamId(UUID.randomUUID()), "T", null));
    }

    @Test
    void listsHaveNames() throws SQLException {
        guide.founded(ben, "Bolt");
        // snippet lists
        List<String> clubs =
                Sql.list(scoped, new Scope.Identity(ben), "select name from club order by name");
        List<String> everybody =
                Sql.list(
                        scoped,
                        now(dan),
                        """
                        select concat_ws(' ', p.email, m.roles, m.status)
                        from bailiwick_authority.membership m join person p on p.id = m.principal_id
                        order by p.email
                        """);
        // end

        assertThat(clubs).containsExactly("Acme", "Bolt");
        assertThat(everybody)
                .containsExactly(
                        "ann@club {owner} active",
                        "ben@club {admin} active",
                        "cat@club {member} active",
                        "dan@club {viewer} active");
    }

    @Test
    void teamsAndShares() throws SQLException {
        // snippet teams
        Teams teams = new Teams(scoped);
        TeamId sales = new TeamId(UUID.randomUUID());
        TeamId north = new TeamId(UUID.randomUUID());
        Scopes.call(now(ben), () -> teams.make(sales, "Sales", null));
        Scopes.call(now(ben), () -> teams.make(north, "North", sales));
        Scopes.call(now(ben), () -> teams.join(sales, dan)); // reaches what is North's, too
        // end
        UUID page =
                UUID.fromString(
                        Sql.list(
                                        scoped,
                                        now(cat),
                                        "insert into page (title) values ('plan') returning id")
                                .getFirst());

        // snippet shares
        Shares shares = new Shares(scoped, Guide.WALL);
        Shared shared =
                Scopes.call(
                        now(cat),
                        () ->
                                shares.shareFor(
                                        Duration.ofDays(7),
                                        shares.type("page"),
                                        page,
                                        new ShareTarget.Team(north),
                                        ShareLevel.EDIT));
        UUID share = ((Shared.Open) shared).id();

        List<String> seen = Scopes.call(now(dan), () -> titles());
        boolean revoked = Scopes.call(now(cat), () -> shares.revoke(share));
        // end

        assertThat(seen).containsExactly("plan");
        assertThat(revoked).isTrue();
        assertThat(Scopes.call(now(dan), () -> titles())).isEmpty();
    }
}
