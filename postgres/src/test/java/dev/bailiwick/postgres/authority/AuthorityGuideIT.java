package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACCOUNTS;
import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ADMIN;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.DUTIES;
import static dev.bailiwick.postgres.authority.League.FAY;
import static dev.bailiwick.postgres.authority.League.MEMBER;
import static dev.bailiwick.postgres.authority.League.MODEL;
import static dev.bailiwick.postgres.authority.League.VIEWER;
import static dev.bailiwick.postgres.authority.League.WALL;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.authority.Access;
import dev.bailiwick.core.authority.Checks;
import dev.bailiwick.core.authority.Holding;
import dev.bailiwick.core.authority.ShareLevel;
import dev.bailiwick.core.authority.TeamId;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.authority.League.Permit;
import dev.bailiwick.testbed.Sql;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;

import javax.sql.DataSource;

/** What {@code docs/toolkit/authority.md} shows, run. */
class AuthorityGuideIT {

    private DataSource scoped;

    @BeforeEach
    void open() throws SQLException {
        scoped = League.scoped(League.database());
    }

    @Test
    void whatTheOwnerRuns() {
        // snippet sql
        Accounts accounts = new Accounts("club(id)", "person(id)", "email");
        Duties duties =
                new Duties(
                                Permit.MEMBER_MANAGE,
                                Permit.MEMBER_INVITE,
                                Permit.TEAM_MANAGE,
                                Permit.AUDIT_READ)
                        .withOutside(Permit.SHARE_OUTSIDE); // if the wall has a role for guests
        AuthoritySql sql = new AuthoritySql(WALL, accounts, duties);

        String once = sql.tables(); // behind WallSql.functions(WALL)
        String again = sql.functions() + sql.model(MODEL); // behind all tables
        String isolation = WallSql.isolation(WALL); // as ever, last
        // end

        assertThat(once).contains("create schema bailiwick_authority");
        assertThat(again).contains("install_model").doesNotContain("${");
        assertThat(isolation).contains("bailiwick_authority.teams()");
    }

    @Test
    void aWallKnowsWhatIsGenerated() {
        // snippet kept
        Wall kept =
                AuthoritySql.within(WALL, ACCOUNTS, DUTIES, MODEL)
                        .checkingEpoch(AuthoritySql.epochs());
        // end

        assertThat(kept.annex().orElseThrow().schema()).isEqualTo("bailiwick_authority");
    }

    @Test
    void whatIsRevokedEndsWithTheNextTransaction() {
        // snippet live
        Wall live = WALL.checkingEpoch(AuthoritySql.epochs());
        String behindTheTables = WallSql.epoch(live);
        // end

        assertThat(behindTheTables).contains("bailiwick_authority.tenant");
    }

    @Test
    void whoMayDoWhat() throws SQLException {
        // snippet checks
        Members members = new Members(scoped, MODEL);
        Checks checks = new Checks(MODEL);

        Holding held = members.holding(DAN, ACME).orElse(null);
        int status =
                switch (checks.permissions(held, Set.of(Permit.PAGE_WRITE))) {
                    case Access.Granted _ -> 200;
                    case Access.NotMember _ -> 404;
                    case Access.Forbidden _ -> 403;
                    case Access.RoleMissing _ -> 403;
                    case Access.Suspended _ -> 403;
                    case Access.Closed _ -> 403;
                };
        // end

        assertThat(status).isEqualTo(403);
    }

    @Test
    void membersComeAndGo() throws SQLException {
        Members members = new Members(scoped, MODEL);
        Invitations invitations = new Invitations(scoped, MODEL);
        // snippet invitation
        Invited invited =
                Scopes.call(
                        Scope.Tenant.of(ACME).as(BEN),
                        () -> invitations.invite("p6@league", Set.of(VIEWER), Duration.ofDays(3)));
        Token token = ((Invited.Open) invited).token(); // into a letter, and nowhere else

        Answered answered = Scopes.call(new Scope.Identity(FAY), () -> invitations.accept(token));
        // end
        assertThat(answered).isEqualTo(new Answered.Joined(ACME, Set.of(VIEWER)));

        // snippet members
        Change change =
                Scopes.call(Scope.Tenant.of(ACME).as(BEN), () -> members.give(FAY, Set.of(MEMBER)));
        Change refused =
                Scopes.call(Scope.Tenant.of(ACME).as(FAY), () -> members.give(FAY, Set.of(ADMIN)));
        Change last = Scopes.call(Scope.Tenant.of(ACME).as(ANN), () -> members.end(ANN));
        // end

        assertThat(change).isEqualTo(Change.DONE);
        assertThat(refused).isEqualTo(Change.FORBIDDEN);
        assertThat(last).isEqualTo(Change.LAST_OWNER);
    }

    @Test
    void teamsAndShares() throws SQLException {
        Teams teams = new Teams(scoped);
        Shares shares = new Shares(scoped, WALL);
        TeamId sales = new TeamId(UUID.randomUUID());
        TeamId north = new TeamId(UUID.randomUUID());
        String page =
                Sql.list(
                                scoped,
                                League.in(ACME, CAT),
                                "insert into page (title) values ('plan') returning id")
                        .getFirst();
        // snippet teams
        Scopes.call(
                Scope.Tenant.of(ACME).as(BEN),
                () -> {
                    teams.make(sales, "Sales", null);
                    teams.make(north, "North", sales);
                    return teams.join(sales, DAN); // reaches what is North's, too
                });
        // end

        // snippet shares
        ShareType pages = shares.type("page");
        Shared shared =
                Scopes.call(
                        Scope.Tenant.of(ACME).as(CAT),
                        () ->
                                shares.shareFor(
                                        Duration.ofDays(7),
                                        pages,
                                        UUID.fromString(page),
                                        new ShareTarget.Team(north),
                                        ShareLevel.EDIT));
        // end

        assertThat(shared).isInstanceOf(Shared.Open.class);
        assertThat(Sql.list(scoped, League.in(ACME, DAN), "select title from page"))
                .containsExactly("plan");
    }
}
