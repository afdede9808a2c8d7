package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.MODEL;
import static dev.bailiwick.postgres.authority.League.VIEWER;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.authority.TeamId;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What who may do something cannot do without end, and what who is suspended cannot do at all. */
class BoundsIT {

    private TestDatabase database;
    private ScopedDataSource scoped;
    private Teams teams;

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        scoped = League.scoped(database);
        teams = new Teams(scoped);
    }

    private static TeamId team(int number) {
        return new TeamId(new UUID(1, number));
    }

    private TeamChange make(int number, int parent) throws SQLException {
        TeamId above = parent == 0 ? null : team(parent);
        return League.as(BEN, () -> teams.make(team(number), "team " + number, above));
    }

    @Test
    void aTeamStandsBelowThirtyOthersAtMost() throws SQLException {
        for (int n = 1; n <= 31; n++) {
            assertThat(make(n, n - 1)).isEqualTo(TeamChange.DONE);
        }
        long used = usedTeams();

        assertThat(make(32, 31)).isEqualTo(TeamChange.FULL);
        assertThat(usedTeams()).as("what is not made is not counted").isEqualTo(used);
        assertThat(make(33, 0)).isEqualTo(TeamChange.DONE);
        assertThat(make(34, 33)).isEqualTo(TeamChange.DONE);
        assertThat(League.as(BEN, () -> teams.move(team(33), team(30)))).isEqualTo(TeamChange.FULL);
        assertThat(League.as(BEN, () -> teams.move(team(33), team(29)))).isEqualTo(TeamChange.DONE);
    }

    private long usedTeams() throws SQLException {
        return League.number(
                database,
                "select used from bailiwick_authority.tenant_limit where kind = 'teams' and tenant_id = '%s'"
                        .formatted(ACME));
    }

    @Test
    void namesAndAddressesEnd() throws SQLException {
        make(1, 0);
        for (String sql :
                List.of(
                        "make_team(gen_random_uuid(), null, repeat('x', 201), null)",
                        "change_team('%s', repeat('x', 201), null)".formatted(team(1)),
                        "invite(gen_random_uuid(), repeat('x', 321), sha256('x'), '{viewer}',"
                                + " 3600)")) {
            assertThat(
                            Sql.stateOf(
                                    () ->
                                            Sql.list(
                                                    scoped,
                                                    League.in(ACME, BEN),
                                                    "select bailiwick_authority." + sql)))
                    .as(sql)
                    .isEqualTo("22023");
        }
    }

    @Test
    void aThousandInvitationsWait() throws SQLException {
        database.asSuperuser(
                "insert into bailiwick_authority.invitation (tenant_id, id, email, roles, token_hash, expires_at, invited_by) select '%s', gen_random_uuid(), 'n' || n || '@x', '{viewer}', sha256(n::text::bytea), now() + n %% 2 * interval '1 day', '%s' from generate_series(1, 1999) n"
                        .formatted(ACME, BEN));

        assertThat(invited("n1@x")).as("in its place").isInstanceOf(Invited.Open.class);
        assertThat(invited("new@x")).isEqualTo(new Invited.Full());
        database.asSuperuser(
                "update bailiwick_authority.invitation set state = 'revoked' where email = 'n3@x'");
        assertThat(invited("new@x")).isInstanceOf(Invited.Open.class);
    }

    private Invited invited(String address) throws SQLException {
        Invitations invitations = new Invitations(scoped, MODEL);
        return League.as(
                BEN, () -> invitations.invite(address, Set.of(VIEWER), Duration.ofDays(1)));
    }

    /** Who is none is a guest again, which a suspended member is not. */
    @Test
    void whoIsSuspendedDoesNotLeave() throws SQLException {
        Members members = new Members(scoped, MODEL);
        League.as(ANN, () -> members.suspend(DAN));

        assertThat(League.as(DAN, () -> members.end(DAN))).isEqualTo(Change.FORBIDDEN);
        assertThat(League.as(ANN, () -> members.end(DAN))).isEqualTo(Change.DONE);
        assertThat(League.as(CAT, () -> members.end(CAT))).isEqualTo(Change.DONE);
    }
}
