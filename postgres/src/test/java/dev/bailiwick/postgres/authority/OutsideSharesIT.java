package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.BOLT;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.EVE;
import static dev.bailiwick.postgres.authority.League.MODEL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.authority.ShareLevel;
import dev.bailiwick.core.authority.TeamId;
import dev.bailiwick.core.authority.TenantStatus;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Ben, who may share outside and owns a page, shares it with Bolt, where Eve opens it. */
class OutsideSharesIT {

    private static final UUID PAGE = new UUID(0xB, 9);
    private static final Set<League.Permit> OUTSIDE = Set.of(League.Permit.SHARE_OUTSIDE);
    private static final ShareTarget LINK = ShareTarget.Link.inside().alsoOutside();
    private static final ShareTarget TO_BOLT = new ShareTarget.OtherTenant(BOLT);
    private static final Scope AS_EVE = new Scope.Guest(ACME, BOLT, EVE);

    private TestDatabase database;
    private ScopedDataSource scoped;
    private Shares shares;
    private ReceivedShares received;
    private Members members;
    private ShareType page;

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        scoped = League.scoped(database);
        shares = new Shares(scoped, League.WALL);
        received = new ReceivedShares(scoped);
        members = new Members(scoped, MODEL);
        page = shares.type("page");
        database.asSuperuser(
                "insert into page (tenant_id, id, author_id, title) values ('%s', '%s', '%s', 'one')"
                        .formatted(ACME, PAGE, BEN));
        League.as(ANN, () -> members.giveCustom(BEN, OUTSIDE));
        League.as(ANN, () -> members.giveCustom(CAT, OUTSIDE));
    }

    private Shared share(PrincipalId by, ShareTarget target, ShareLevel level) throws SQLException {
        return League.as(by, () -> shares.share(page, PAGE, target, level));
    }

    private UUID openedByEve(PrincipalId by) throws SQLException {
        UUID share = ((Shared.Open) share(by, TO_BOLT, ShareLevel.VIEW)).id();
        Scopes.call(League.in(BOLT, EVE), () -> received.accept(ACME, share));
        Scopes.call(League.in(BOLT, EVE), () -> received.open(ACME, share));
        assertThat(reads(AS_EVE)).isTrue();
        return share;
    }

    private boolean reads(Scope scope) throws SQLException {
        return Sql.list(scoped, scope, "select title from page").equals(List.of("one"));
    }

    /** Of the share, in the record of a tenant. */
    private long ends(TenantId of, UUID share) throws SQLException {
        return League.number(
                database,
                "select count(*) from bailiwick_authority.audit where tenant_id = '%s' and kind = 'crossed' and what = 'share.revoked' and details ->> 'share' = '%s'"
                        .formatted(of, share));
    }

    @Test
    void k230WhatGoesOutsideCountsWhileWhoGaveItMayShareSo() throws SQLException {
        openedByEve(BEN);
        Token link = ((Shared.Linked) share(BEN, LINK, ShareLevel.VIEW)).token();
        Scopes.call(League.in(ACME, DAN), () -> received.open(link));
        assertThat(reads(League.in(ACME, DAN))).isTrue();

        League.as(ANN, () -> members.takeCustom(BEN, OUTSIDE));
        assertThat(reads(AS_EVE)).as("without the permission").isFalse();
        assertThat(reads(League.in(ACME, DAN))).as("a member by the same link").isFalse();
        assertThat(Scopes.call(League.in(BOLT, EVE), () -> received.open(link)))
                .isEqualTo(new Opened.Refused(Opened.Why.OVER));
        League.as(ANN, () -> members.giveCustom(BEN, OUTSIDE));
        assertThat(reads(AS_EVE)).isTrue();
        League.as(ANN, () -> members.suspend(BEN));
        assertThat(reads(AS_EVE)).as("suspended").isFalse();
        assertThat(League.as(ANN, () -> shares.outside(9)))
                .extracting(Share::by, Share::counting)
                .containsExactly(tuple(BEN, false), tuple(BEN, false));
        League.as(ANN, () -> members.resume(BEN));
        assertThat(reads(AS_EVE)).isTrue();
    }

    @Test
    void k230WhatGoesOutsideEndsWithTheMembershipOfWhoGaveIt() throws SQLException {
        UUID share = openedByEve(BEN);

        League.as(ANN, () -> members.end(BEN));

        assertThat(reads(AS_EVE)).isFalse();
        assertThat(League.as(ANN, () -> shares.outside(9))).isEmpty();
        assertThat(ends(ACME, share)).isEqualTo(1);
        assertThat(ends(BOLT, share)).isEqualTo(1);
        database.asSuperuser(
                "insert into bailiwick_authority.membership (tenant_id, principal_id, roles) values ('%s', '%s', '{owner}')"
                        .formatted(ACME, BEN));
        assertThat(reads(AS_EVE)).as("after joining anew").isFalse();
    }

    @Test
    void whatGoesOutsideIsFoundAndRevokedByWhoMayShareSo() throws SQLException {
        UUID share = openedByEve(BEN);
        share(BEN, ShareTarget.Link.inside(), ShareLevel.VIEW);

        assertThat(League.as(ANN, () -> shares.of(page, PAGE))).as("not hers").isEmpty();
        assertThat(League.as(ANN, () -> shares.outside(9)))
                .extracting(Share::id, Share::type, Share::row, Share::target, Share::counting)
                .containsExactly(tuple(share, page, PAGE, TO_BOLT, true));
        assertThat(League.as(DAN, () -> shares.outside(9))).as("without the permission").isEmpty();
        assertThat(Scopes.call(League.in(BOLT, EVE), () -> shares.outside(9))).isEmpty();
        share(BEN, LINK, ShareLevel.VIEW);
        assertThat(League.as(ANN, () -> shares.outside(1)))
                .extracting(Share::target)
                .containsExactly(LINK);
        assertThat(League.as(ANN, () -> shares.revoke(share))).isTrue();
        assertThat(reads(AS_EVE)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"SUSPENDED", "CANCELLED", "ARCHIVED"})
    void aTenantThatIsClosedSharesNothing(TenantStatus status) throws SQLException {
        UUID share = ((Shared.Open) share(BEN, TO_BOLT, ShareLevel.VIEW)).id();
        Scopes.call(
                new Scope.Maintenance("a bill", Duration.ofMinutes(1)),
                () -> new Tenants(scoped).setStatus(ACME, status));

        assertThat(share(BEN, new ShareTarget.Member(DAN), ShareLevel.FULL))
                .isEqualTo(new Shared.Forbidden());
        assertThat(share(BEN, ShareTarget.Link.inside(), ShareLevel.VIEW))
                .isEqualTo(new Shared.Forbidden());
        assertThat(share(BEN, TO_BOLT, ShareLevel.COMMENT)).isEqualTo(new Shared.Forbidden());
        assertThat(League.as(BEN, () -> shares.revoke(share))).as("less is allowed").isTrue();
    }

    @Test
    void anEndIsOnRecordWhereverItWasOpenedFrom() throws SQLException {
        Shared.Linked link = (Shared.Linked) share(BEN, LINK, ShareLevel.VIEW);
        Scopes.call(League.in(BOLT, EVE), () -> received.open(link.token()));

        League.as(BEN, () -> shares.revoke(link.id()));

        assertThat(ends(ACME, link.id())).isEqualTo(1);
        assertThat(ends(BOLT, link.id())).isEqualTo(1);
    }

    @Test
    void whatIsRemovedWithAMembershipOrATeamEndsOnRecordBefore() throws SQLException {
        share(BEN, new ShareTarget.Member(CAT), ShareLevel.FULL);
        UUID byCat = openedByEve(CAT);
        League.as(ANN, () -> members.end(CAT));
        assertThat(reads(AS_EVE)).isFalse();
        assertThat(ends(ACME, byCat)).isEqualTo(1);
        assertThat(ends(BOLT, byCat)).isEqualTo(1);

        Teams teams = new Teams(scoped);
        TeamId team = new TeamId(new UUID(1, 1));
        League.as(ANN, () -> teams.make(team, "team", null));
        League.as(ANN, () -> teams.join(team, DAN));
        League.as(ANN, () -> members.giveCustom(DAN, OUTSIDE));
        share(BEN, new ShareTarget.Team(team), ShareLevel.FULL);
        UUID byDan = openedByEve(DAN);
        League.as(ANN, () -> teams.remove(team));
        assertThat(reads(AS_EVE)).isFalse();
        assertThat(ends(ACME, byDan)).isEqualTo(1);
        assertThat(ends(BOLT, byDan)).isEqualTo(1);
    }
}
