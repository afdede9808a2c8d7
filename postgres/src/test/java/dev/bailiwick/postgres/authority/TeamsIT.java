package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.BOLT;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.EVE;
import static dev.bailiwick.postgres.authority.League.FAY;
import static dev.bailiwick.postgres.authority.League.MODEL;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.authority.Limit;
import dev.bailiwick.core.authority.TeamId;
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
import java.util.UUID;

class TeamsIT {

    /** Their texts begin alike: one is a prefix of the others' but for the end. */
    private static final TeamId SALES = new TeamId(new UUID(1, 2));

    private static final TeamId NORTH = new TeamId(new UUID(1, 0x22));
    private static final TeamId OSLO = new TeamId(new UUID(1, 0x222));
    private static final TeamId LEGAL = new TeamId(new UUID(1, 0x2222));
    private static final TeamId OF_BOLT = new TeamId(new UUID(2, 1));
    private static final String REACHED = "select unnest(bailiwick_authority.teams()) order by 1";

    /** The same tables without keys and functions, as somebody makes them who trusts the caller. */
    private static final String BARE =
            """
            create table bare_team (tenant_id uuid, id uuid, parent_id uuid, path text);
            create table bare_member (tenant_id uuid, team_id uuid, principal_id uuid);
            create table bare_page (tenant_id uuid, team_id uuid, title text);
            create function bare_pages(whom uuid) returns setof text language sql as $$
                with recursive reached (id) as (
                    select m.team_id from league.bare_member m where m.principal_id = whom
                    union
                    select t.id from reached join league.bare_team t on t.parent_id = reached.id)
                select p.title from reached join league.bare_page p on p.team_id = reached.id
            $$;
            """;

    private TestDatabase database;
    private ScopedDataSource scoped;
    private Teams teams;

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        scoped = League.scoped(database);
        teams = new Teams(scoped);
        assertThat(make(SALES, null)).isEqualTo(TeamChange.DONE);
        assertThat(make(NORTH, SALES)).isEqualTo(TeamChange.DONE);
        assertThat(make(OSLO, NORTH)).isEqualTo(TeamChange.DONE);
        assertThat(make(LEGAL, null)).isEqualTo(TeamChange.DONE);
        Scopes.call(League.in(BOLT, EVE), () -> teams.make(OF_BOLT, "bolt", null));
    }

    private TeamChange make(TeamId team, @Nullable TeamId below) throws SQLException {
        return League.as(BEN, () -> teams.make(team, "team", below));
    }

    private TeamChange move(TeamId team, @Nullable TeamId below) throws SQLException {
        return League.as(BEN, () -> teams.move(team, below));
    }

    private TeamChange join(TeamId team, PrincipalId whom) throws SQLException {
        return League.as(BEN, () -> teams.join(team, whom));
    }

    private List<String> reachedBy(PrincipalId who) throws SQLException {
        return Sql.list(scoped, League.in(ACME, who), REACHED);
    }

    private static List<String> texts(TeamId... some) {
        return List.of(some).stream().map(TeamId::toString).toList();
    }

    @Test
    void nM12WhoIsInATeamReachesThoseBelowAndNotThoseAbove() throws SQLException {
        join(NORTH, CAT);
        join(OSLO, DAN);

        assertThat(reachedBy(CAT)).isEqualTo(texts(NORTH, OSLO));
        assertThat(reachedBy(DAN)).isEqualTo(texts(OSLO));
        assertThat(reachedBy(BEN)).isEmpty();
    }

    @Test
    void movedATeamTakesThoseBelowAlong() throws SQLException {
        join(LEGAL, CAT);
        join(SALES, DAN);

        assertThat(move(NORTH, LEGAL)).isEqualTo(TeamChange.DONE);
        assertThat(reachedBy(CAT)).isEqualTo(texts(NORTH, OSLO, LEGAL));
        assertThat(reachedBy(DAN)).isEqualTo(texts(SALES));
        assertThat(move(NORTH, null)).isEqualTo(TeamChange.DONE);
        assertThat(reachedBy(CAT)).isEqualTo(texts(LEGAL));
    }

    @Test
    void teamsAreChangedByWhoMay() throws SQLException {
        assertThat(League.as(CAT, () -> teams.make(new TeamId(new UUID(1, 9)), "x", null)))
                .isEqualTo(TeamChange.FORBIDDEN);
        assertThat(League.as(CAT, () -> teams.move(OSLO, null))).isEqualTo(TeamChange.FORBIDDEN);
        assertThat(League.as(CAT, () -> teams.join(OSLO, CAT))).isEqualTo(TeamChange.FORBIDDEN);
        assertThat(League.as(CAT, () -> teams.remove(OSLO))).isEqualTo(TeamChange.FORBIDDEN);
        assertThat(League.as(CAT, () -> teams.change(OSLO, "x", null)))
                .isEqualTo(TeamChange.FORBIDDEN);
        join(OSLO, CAT);
        assertThat(League.as(DAN, () -> teams.leave(OSLO, CAT))).isEqualTo(TeamChange.FORBIDDEN);
        assertThat(League.as(CAT, () -> teams.leave(OSLO, CAT))).isEqualTo(TeamChange.DONE);
        assertThat(
                        Sql.stateOf(
                                () ->
                                        Sql.execute(
                                                scoped,
                                                League.in(ACME, CAT),
                                                "insert into bailiwick_authority.team_member values (bailiwick.tenant(), '%s', bailiwick.principal())"
                                                        .formatted(OSLO))))
                .isEqualTo(Sql.REFUSED);
    }

    @Test
    void aTeamIsRemovedWhenNoneIsBelow() throws SQLException {
        join(OSLO, CAT);

        assertThat(League.as(BEN, () -> teams.remove(NORTH))).isEqualTo(TeamChange.HAS_TEAMS);
        assertThat(League.as(BEN, () -> teams.remove(OSLO))).isEqualTo(TeamChange.DONE);
        assertThat(League.as(BEN, () -> teams.remove(OSLO))).isEqualTo(TeamChange.ABSENT);
        assertThat(League.as(BEN, () -> teams.remove(NORTH))).isEqualTo(TeamChange.DONE);
        assertThat(reachedBy(CAT)).isEmpty();
    }

    @Test
    void teamsAndTheirMembersAreLimited() throws SQLException {
        Scope.Maintenance office = new Scope.Maintenance("a plan", Duration.ofSeconds(30));
        Scopes.call(office, () -> new Tenants(scoped).limit(ACME, Limit.TEAMS, 5));
        assertThat(make(new TeamId(new UUID(1, 8)), null)).isEqualTo(TeamChange.DONE);
        assertThat(make(new TeamId(new UUID(1, 9)), null)).isEqualTo(TeamChange.FULL);
        League.as(BEN, () -> teams.remove(OSLO));
        assertThat(make(new TeamId(new UUID(1, 9)), null)).isEqualTo(TeamChange.DONE);

        League.as(BEN, () -> teams.change(LEGAL, "legal", 1));
        List<TeamChange> joined =
                List.of(join(LEGAL, CAT), join(LEGAL, CAT), join(LEGAL, DAN), join(LEGAL, BEN));
        assertThat(joined)
                .containsExactly(
                        TeamChange.DONE, TeamChange.DONE, TeamChange.FULL, TeamChange.FULL);
    }

    @Test
    void ofThoseWhoJoinAtOnceAsManyDoAsThereIsRoomFor() throws Exception {
        League.as(BEN, () -> teams.change(LEGAL, "legal", 1));

        assertThat(
                        AtOnce.all(
                                List.of(
                                        () -> join(LEGAL, CAT),
                                        () -> join(LEGAL, DAN),
                                        () -> join(LEGAL, BEN),
                                        () -> join(LEGAL, ANN))))
                .containsOnlyOnce(TeamChange.DONE)
                .contains(TeamChange.FULL);
    }

    @Test
    void whoLeavesTheTenantLeavesItsTeams() throws SQLException {
        join(SALES, CAT);
        Members members = new Members(scoped, MODEL);

        League.as(ANN, () -> members.suspend(CAT));
        assertThat(reachedBy(CAT)).isEmpty();
        League.as(ANN, () -> members.resume(CAT));
        assertThat(reachedBy(CAT)).hasSize(3);
        League.as(CAT, () -> members.end(CAT));
        assertThat(reachedBy(CAT)).isEmpty();
        assertThat(League.number(database, "select count(*) from bailiwick_authority.team_member"))
                .isZero();
    }

    @Test
    void k225ATeamIsNotMovedBelowItself() throws SQLException {
        assertThat(move(SALES, OSLO)).isEqualTo(TeamChange.CYCLE);
        assertThat(move(SALES, SALES)).isEqualTo(TeamChange.CYCLE);
        assertThat(move(SALES, NORTH)).isEqualTo(TeamChange.CYCLE);
        assertThat(move(OSLO, SALES)).isEqualTo(TeamChange.DONE);
    }

    @Test
    void k225OfTwoMovesThatCrossOneIsRefused() throws Exception {
        for (int round = 0; round < 30; round++) {
            move(SALES, null);
            move(LEGAL, null);

            assertThat(
                            AtOnce.all(
                                    List.of(
                                            () -> move(SALES, LEGAL),
                                            () -> League.as(ANN, () -> teams.move(LEGAL, OSLO)))))
                    .as("round %s", round)
                    .containsExactlyInAnyOrder(TeamChange.DONE, TeamChange.CYCLE);
        }
    }

    /** Each has looked before either moves anything. */
    @Test
    void k225ControlTwoMovesThatCrossMakeACircle() throws SQLException {
        database.asSuperuser(
                BARE, "insert into bare_team (id) values ('%s'), ('%s')".formatted(SALES, LEGAL));
        String looks = "select id from bare_team where id = '%s' and parent_id = '%s'";
        String moves = "update bare_team set parent_id = '%s' where id = '%s'";

        try (Connection one = bare();
                Connection two = bare()) {
            assertThat(Sql.list(one, looks.formatted(LEGAL, SALES))).isEmpty();
            assertThat(Sql.list(two, looks.formatted(SALES, LEGAL))).isEmpty();
            Sql.execute(one, moves.formatted(LEGAL, SALES));
            Sql.execute(two, moves.formatted(SALES, LEGAL));
            one.commit();
            two.commit();
        }

        assertThat(
                        League.number(
                                database,
                                "select count(*) from league.bare_team a join league.bare_team b on"
                                        + " b.id = a.parent_id and a.id = b.parent_id"))
                .isEqualTo(2);
    }

    private Connection bare() throws SQLException {
        Connection connection = database.as("postgres").getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    @Test
    void k226ATeamWhoseTextBeginsAlikeIsAnotherTeam() throws SQLException {
        database.asSuperuser(
                BARE,
                "insert into bare_team (id, path) values ('%s', '/1/2'), ('%s', '/1/22')"
                        .formatted(SALES, LEGAL));
        assertThat(
                        League.number(
                                database,
                                "select count(*) from league.bare_team where path like '/1/2%'"))
                .as("the attack: a member of /1/2 reaches /1/22")
                .isEqualTo(2);

        TeamId two = new TeamId(new UUID(5, 2));
        TeamId twentyTwo = new TeamId(new UUID(5, 0x22));
        League.as(BEN, () -> teams.make(two, "/1/2", null));
        League.as(BEN, () -> teams.make(twentyTwo, "/1/22", null));
        join(two, CAT);

        assertThat(reachedBy(CAT)).isEqualTo(texts(two));
    }

    @Test
    void k227ATeamOfAnotherTenantIsNoParent() throws SQLException {
        String attack = "update %s set parent_id = '%s' where id = '%s'";
        Scopes.call(League.in(BOLT, EVE), () -> teams.join(OF_BOLT, EVE));
        withPageOfOslo();
        database.asSuperuser(
                "insert into bare_member values ('%s', '%s', '%s')".formatted(BOLT, OF_BOLT, EVE));

        database.asSuperuser(attack.formatted("bare_team", OF_BOLT, OSLO));
        assertThat(bareRead(EVE)).as("control: it is hers in the twin").containsExactly("secret");

        assertThat(make(new TeamId(new UUID(1, 9)), OF_BOLT)).isEqualTo(TeamChange.ABSENT);
        assertThat(move(OSLO, OF_BOLT)).isEqualTo(TeamChange.ABSENT);
        assertThat(move(OF_BOLT, OSLO)).isEqualTo(TeamChange.ABSENT);
        refusedToTheApp(attack.formatted("bailiwick_authority.team", OF_BOLT, OSLO));
        refusedByTheKey(attack.formatted("bailiwick_authority.team", OF_BOLT, OSLO));
        for (TenantId tenant : List.of(ACME, BOLT)) {
            assertThat(Sql.list(scoped, League.in(tenant, EVE), "select title from page"))
                    .isEmpty();
        }
    }

    @Test
    void k228WhoIsNoMemberOfTheTenantIsInNoTeam() throws SQLException {
        String attack =
                "insert into %s (tenant_id, team_id, principal_id) values ('%s', '%s', '%s')";
        withPageOfOslo();

        database.asSuperuser(attack.formatted("bare_member", ACME, OSLO, FAY));
        assertThat(bareRead(FAY)).as("control: she reads it in the twin").containsExactly("secret");

        assertThat(join(OSLO, FAY)).isEqualTo(TeamChange.NO_MEMBER);
        assertThat(join(OSLO, EVE)).isEqualTo(TeamChange.NO_MEMBER);
        assertThat(join(OF_BOLT, CAT)).isEqualTo(TeamChange.ABSENT);
        refusedToTheApp(attack.formatted("bailiwick_authority.team_member", ACME, OSLO, FAY));
        refusedByTheKey(attack.formatted("bailiwick_authority.team_member", ACME, OSLO, EVE));
        for (PrincipalId who : List.of(FAY, EVE)) {
            assertThat(Sql.list(scoped, League.in(ACME, who), "select title from page")).isEmpty();
        }
        join(OSLO, CAT);
        assertThat(Sql.list(scoped, League.in(ACME, CAT), "select title from page"))
                .as("a member who is in it")
                .containsExactly("secret");
    }

    /** Of Acme and nobody's but the team's, and the same in the twin. */
    private void withPageOfOslo() throws SQLException {
        database.asSuperuser(
                BARE,
                "insert into bare_team values ('%s', '%s'), ('%s', '%s')"
                        .formatted(ACME, OSLO, BOLT, OF_BOLT),
                "insert into bare_page values ('%s', '%s', 'secret')".formatted(ACME, OSLO),
                "insert into page (tenant_id, author_id, team_id, title) values ('%s', '%s', '%s', 'secret')"
                        .formatted(ACME, BEN, OSLO));
    }

    private List<String> bareRead(PrincipalId who) throws SQLException {
        try (Connection connection = bare()) {
            return Sql.list(connection, "select league.bare_pages('%s')".formatted(who));
        }
    }

    private void refusedToTheApp(String sql) {
        assertThat(Sql.stateOf(() -> Sql.execute(scoped, League.in(ACME, BEN), sql)))
                .isEqualTo(Sql.REFUSED);
    }

    private void refusedByTheKey(String sql) {
        assertThat(Sql.stateOf(() -> database.asSuperuser(sql)))
                .as("past every function")
                .isEqualTo("23503");
    }
}
