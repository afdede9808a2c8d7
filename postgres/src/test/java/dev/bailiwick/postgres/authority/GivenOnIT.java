package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.MODEL;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.authority.ShareLevel;
import dev.bailiwick.core.authority.TeamId;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Cat shares a page in full with a team that Dan is in, and Dan gives it on. */
class GivenOnIT {

    private static final UUID PAGE = new UUID(0xC, 1);
    private static final TeamId ABOVE = new TeamId(new UUID(1, 1));
    private static final TeamId TEAM = new TeamId(new UUID(1, 2));
    private static final ShareTarget TO_BEN = new ShareTarget.Member(BEN);
    private static final ShareTarget TO_DAN = new ShareTarget.Member(DAN);
    private static final ShareTarget TO_ALL = new ShareTarget.WholeTenant();

    private TestDatabase database;
    private ScopedDataSource scoped;
    private Shares shares;
    private Teams teams;
    private ShareType page;

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        scoped = League.scoped(database);
        shares = new Shares(scoped, League.WALL);
        teams = new Teams(scoped);
        page = shares.type("page");
        database.asSuperuser(
                "insert into page (tenant_id, id, author_id, title) values ('%s', '%s', '%s', 'cat')"
                        .formatted(ACME, PAGE, CAT));
        League.as(ANN, () -> teams.make(ABOVE, "above", null));
        League.as(ANN, () -> teams.make(TEAM, "team", ABOVE));
        League.as(ANN, () -> teams.join(ABOVE, DAN));
        give(CAT, new ShareTarget.Team(TEAM), ShareLevel.FULL);
    }

    private Shared give(PrincipalId by, ShareTarget target, ShareLevel level) throws SQLException {
        return League.as(by, () -> shares.share(page, PAGE, target, level));
    }

    private boolean reads(PrincipalId who) throws SQLException {
        return Sql.list(scoped, League.in(ACME, who), "select id from page")
                .equals(List.of(PAGE.toString()));
    }

    @Test
    void k230WhoHoldsItByATeamDoesNotKeepItByGivingItToThemselves() throws SQLException {
        assertThat(give(DAN, TO_DAN, ShareLevel.FULL)).isEqualTo(new Shared.Oneself());
        assertThat(give(CAT, new ShareTarget.Member(CAT), ShareLevel.VIEW))
                .isEqualTo(new Shared.Oneself());
        // and back from somebody who was given it, from everybody and from a team of their own
        give(DAN, TO_BEN, ShareLevel.FULL);
        give(BEN, TO_DAN, ShareLevel.FULL);
        give(DAN, TO_ALL, ShareLevel.VIEW);
        assertThat(reads(DAN)).isTrue();

        League.as(DAN, () -> teams.leave(ABOVE, DAN));

        assertThat(reads(DAN)).isFalse();
        assertThat(give(DAN, TO_BEN, ShareLevel.VIEW)).isEqualTo(new Shared.Absent());
    }

    /** Shares of which each counts by itself. */
    @Test
    void k230ControlWhoGivesItToThemselvesKeepsIt() throws SQLException {
        database.asSuperuser(
                """
                create or replace function bailiwick_authority.counting(held uuid, asked uuid[]) returns setof uuid
                    language sql stable as $$ select unnest(asked) $$
                """);
        give(DAN, TO_BEN, ShareLevel.FULL);
        give(BEN, TO_DAN, ShareLevel.FULL);

        League.as(DAN, () -> teams.leave(ABOVE, DAN));

        assertThat(reads(DAN)).isTrue();
    }

    @Test
    void k230WhatWasGivenOnCountsWhileItsGiverHoldsWhatItCameFrom() throws SQLException {
        give(DAN, TO_BEN, ShareLevel.FULL);
        give(BEN, new ShareTarget.Member(ANN), ShareLevel.VIEW);
        assertThat(reads(ANN)).isTrue();

        League.as(ANN, () -> teams.leave(ABOVE, DAN));
        assertThat(reads(BEN)).as("the giver has left the team").isFalse();
        assertThat(reads(ANN)).as("and what was given on from there").isFalse();
        assertThat(give(BEN, new ShareTarget.Member(ANN), ShareLevel.VIEW))
                .isEqualTo(new Shared.Absent());
        assertThat(League.as(CAT, () -> shares.of(page, PAGE)))
                .extracting(Share::counting)
                .containsExactly(true, false, false);

        League.as(ANN, () -> teams.join(ABOVE, DAN));
        assertThat(reads(ANN)).as("and is in it again").isTrue();

        League.as(ANN, () -> teams.move(TEAM, null));
        assertThat(reads(ANN)).as("the team was moved away from below").isFalse();
        League.as(ANN, () -> teams.move(TEAM, ABOVE));
        assertThat(reads(ANN)).isTrue();

        Members members = new Members(scoped, MODEL);
        League.as(ANN, () -> members.suspend(DAN));
        assertThat(reads(ANN)).as("the giver is suspended").isFalse();
        League.as(ANN, () -> members.resume(DAN));
        assertThat(reads(ANN)).isTrue();

        database.asSuperuser(
                "update bailiwick_authority.share set expires_at = clock_timestamp() where to_team"
                        + " is not null");
        assertThat(reads(ANN)).as("what it came from is over").isFalse();
        database.asSuperuser(
                "update bailiwick_authority.share set expires_at = null where to_team is not null");
        assertThat(reads(ANN)).isTrue();

        League.as(ANN, () -> members.end(DAN));
        assertThat(reads(BEN)).as("the giver is no member").isFalse();
        assertThat(reads(ANN)).isFalse();
    }

    @Test
    void whoGivesBackAndForthMakesNoLongChain() throws SQLException {
        for (int i = 0; i < 10; i++) {
            give(DAN, TO_BEN, ShareLevel.FULL);
            give(BEN, TO_DAN, ShareLevel.FULL);
        }

        assertThat(
                        League.number(
                                database,
                                "select max(depth) from bailiwick_authority.share where revoked_at"
                                        + " is null"))
                .isEqualTo(2);
    }
}
