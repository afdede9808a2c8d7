package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.BOLT;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.EVE;
import static dev.bailiwick.postgres.authority.League.FAY;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.authority.ShareLevel;
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

/** How much one member can share: of a page of Cat's, of one of Ann's, and at all. */
class ManySharesIT {

    private static final UUID PAGE = new UUID(0xC, 1);
    private static final UUID OF_ANN = new UUID(0xA, 1);
    private static final ShareTarget TO_ALL = new ShareTarget.WholeTenant();
    private static final ShareTarget TO_DAN = new ShareTarget.Member(DAN);
    private static final ShareTarget TO_BOLT = new ShareTarget.OtherTenant(BOLT);

    private TestDatabase database;
    private ScopedDataSource scoped;
    private Shares shares;
    private ShareType page;

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        scoped = League.scoped(database);
        shares = new Shares(scoped, League.WALL);
        page = shares.type("page");
        database.asSuperuser(
                "insert into page (tenant_id, id, author_id, title) values ('%1$s', '%2$s', '%3$s', 'cat'), ('%1$s', '%4$s', '%5$s', 'ann')"
                        .formatted(ACME, PAGE, CAT, OF_ANN, ANN));
    }

    private Shared share(PrincipalId by, UUID row, ShareTarget target) throws SQLException {
        return League.as(by, () -> shares.share(page, row, target, ShareLevel.VIEW));
    }

    private Shared forTime(Duration time, ShareTarget target) throws SQLException {
        return League.as(ANN, () -> shares.shareFor(time, page, OF_ANN, target, ShareLevel.VIEW));
    }

    private long kept(String which) throws SQLException {
        return League.number(
                database, "select count(*) from bailiwick_authority.share where " + which);
    }

    @Test
    void theSameShareOnceMoreIsTheOneThatThereIs() throws SQLException {
        Shared first = share(CAT, PAGE, TO_ALL);
        long epoch = League.epoch(database);

        assertThat(share(CAT, PAGE, TO_ALL)).isEqualTo(first);

        assertThat(League.epoch(database)).as("nothing has changed for anybody").isEqualTo(epoch);
        assertThat(kept("true")).isEqualTo(1);
        assertThat(share(CAT, PAGE, TO_DAN)).as("with another").isNotEqualTo(first);
        assertThat(League.as(CAT, () -> shares.share(page, PAGE, TO_ALL, ShareLevel.EDIT)))
                .as("at another level")
                .isNotEqualTo(first);
        League.as(CAT, () -> shares.revoke(((Shared.Open) first).id()));
        assertThat(share(CAT, PAGE, TO_ALL)).as("after it was revoked").isNotEqualTo(first);
    }

    @Test
    void theSameShareOnceMoreIsOpenForAsLongAsItIsGivenNow() throws SQLException {
        Shared.Open first = (Shared.Open) forTime(Duration.ofHours(1), TO_BOLT);
        ReceivedShares received = new ReceivedShares(scoped);
        Scopes.call(League.in(BOLT, EVE), () -> received.accept(ACME, first.id()));
        Scopes.call(League.in(BOLT, EVE), () -> received.open(ACME, first.id()));
        Scope eve = new Scope.Guest(ACME, BOLT, EVE);

        assertThat(forTime(Duration.ofHours(2), TO_BOLT)).isEqualTo(first);

        assertThat(Sql.list(scoped, eve, "select title from page"))
                .as("accepted and opened as it is")
                .containsExactly("ann");
        assertThat(crossed("share.renewed")).as("on record in both").isEqualTo(2);
        assertThat(kept("expires_at > clock_timestamp() + interval '90 minutes'")).isEqualTo(1);
        assertThat(forTime(Duration.ofMinutes(1), TO_BOLT)).isEqualTo(first);
        assertThat(kept("expires_at < clock_timestamp() + interval '90 seconds'")).isEqualTo(1);
        assertThat(share(ANN, OF_ANN, TO_BOLT)).isEqualTo(first);
        assertThat(kept("expires_at is null")).isEqualTo(1);
    }

    private long crossed(String what) throws SQLException {
        return League.number(
                database,
                "select count(*) from bailiwick_authority.audit where kind = 'crossed' and what = '%s'"
                        .formatted(what));
    }

    @Test
    void whatIsOverOrWasRefusedAsksForConsentAgain() throws SQLException {
        Shared.Open first = (Shared.Open) forTime(Duration.ofHours(1), TO_BOLT);
        ReceivedShares received = new ReceivedShares(scoped);
        Scopes.call(League.in(BOLT, EVE), () -> received.accept(ACME, first.id()));
        Scopes.call(League.in(BOLT, EVE), () -> received.open(ACME, first.id()));
        database.asSuperuser("update bailiwick_authority.share set expires_at = clock_timestamp()");

        Shared.Open second = (Shared.Open) forTime(Duration.ofHours(2), TO_BOLT);

        Scope eve = new Scope.Guest(ACME, BOLT, EVE);
        assertThat(second).isNotEqualTo(first);
        assertThat(Sql.list(scoped, eve, "select title from page")).isEmpty();
        Scopes.call(League.in(BOLT, EVE), () -> received.refuse(ACME, second.id()));
        assertThat(Scopes.call(League.in(BOLT, EVE), () -> received.accept(ACME, second.id())))
                .as("a refusal stays")
                .isEqualTo(Change.ABSENT);
        assertThat(share(ANN, OF_ANN, TO_BOLT)).isNotEqualTo(second);
    }

    @Test
    void whoHoldsARowDoesNotKeepItsOwnerFromSharingIt() throws SQLException {
        given(CAT, PAGE, 500, "token_hash", "sha256(n::text::bytea)");
        League.as(
                CAT, () -> shares.share(page, PAGE, new ShareTarget.Member(ANN), ShareLevel.FULL));

        assertThat(share(ANN, PAGE, TO_DAN)).isEqualTo(new Shared.Full());
        assertThat(share(ANN, PAGE, ShareTarget.Link.inside())).isEqualTo(new Shared.Full());
        Shared.Open own = (Shared.Open) share(CAT, PAGE, TO_DAN);
        assertThat(share(CAT, PAGE, TO_DAN)).as("that there is").isEqualTo(own);
        assertThat(share(ANN, OF_ANN, TO_DAN)).as("of another row").isInstanceOf(Shared.Open.class);
        database.asSuperuser(
                "update bailiwick_authority.share set revoked_at = now() where token_hash is not"
                        + " null");
        assertThat(share(ANN, PAGE, TO_DAN)).isInstanceOf(Shared.Open.class);
    }

    @Test
    void nobodySharesMoreThanAThousandTimesAMinute() throws SQLException {
        for (PrincipalId who : List.of(ANN, CAT)) {
            database.asSuperuser(
                    "insert into bailiwick_authority.audit (tenant_id, principal_id, kind, what) select '%s', '%s', 'changed', case n %% 2 when 0 then 'share.made' else 'share.renewed' end from generate_series(1, %d) n"
                            .formatted(ACME, who, who.equals(ANN) ? 1000 : 999));
        }

        assertThat(share(ANN, OF_ANN, TO_DAN)).isEqualTo(new Shared.Full());
        assertThat(share(CAT, PAGE, TO_DAN)).isInstanceOf(Shared.Open.class);
        assertThat(share(CAT, PAGE, TO_ALL)).isEqualTo(new Shared.Full());
        database.asSuperuser(
                "delete from bailiwick_authority.audit where principal_id = '%s'".formatted(ANN),
                "insert into bailiwick_authority.audit (tenant_id, at, principal_id, kind, what) select '%s', now() - interval '2 minutes', '%s', 'changed', 'share.made' from generate_series(1, 1000)"
                        .formatted(ACME, ANN));
        assertThat(share(ANN, OF_ANN, TO_DAN)).isInstanceOf(Shared.Open.class);
    }

    @Test
    void whatEndedLongAgoIsSweptAndNothingElse() throws SQLException {
        given(CAT, null, 5100, "to_tenant", "true");
        database.asSuperuser(
                "update bailiwick_authority.share set revoked_at = now() - interval '31 days'");
        given(CAT, null, 3, "to_tenant", "true");
        database.asSuperuser(
                "update bailiwick_authority.share set expires_at = now() - interval '29 days' where"
                        + " revoked_at is null");
        given(CAT, null, 2, "to_tenant", "true");
        database.asSuperuser(
                "insert into bailiwick_authority.share_access (tenant_id, at, share_id, type,"
                    + " resource_id, principal_id) select tenant_id, now() - n * interval '1 day',"
                    + " id, type, resource_id, by_principal from bailiwick_authority.share,"
                    + " unnest(array[1, 40]) n where expires_at is not null");
        ShareSweep sweep =
                new ShareSweep(
                        ScopedDataSource.maintenance(
                                database.as("league_maint"),
                                new MaintenanceTrail(database.as("league_maint"), "host/1")),
                        Duration.ofDays(30));

        assertThat(sweep.run()).isEqualTo(5103);

        assertThat(kept("true")).isEqualTo(5);
        assertThat(League.number(database, "select count(*) from bailiwick_authority.share_access"))
                .isEqualTo(3);
        assertThat(sweep.run()).isZero();
    }

    @Test
    void allOfManyEndWithTheMembershipAndEachIsOnRecord() throws SQLException {
        given(CAT, null, 3000, "to_principal", "'" + DAN + "'");

        League.as(ANN, () -> new Members(scoped, League.MODEL).end(DAN));

        assertThat(kept("revoked_at is null")).isZero();
        assertThat(
                        League.number(
                                database,
                                "select count(distinct object) from bailiwick_authority.audit where"
                                        + " what = 'share.revoked'"))
                .isEqualTo(3000);
    }

    @Test
    void nobodySharesWithEverybodyWithoutEnd() throws SQLException {
        given(ANN, null, 500, "to_tenant", "true");

        assertThat(share(ANN, OF_ANN, TO_ALL)).isEqualTo(new Shared.Full());
        assertThat(share(ANN, OF_ANN, TO_DAN)).isInstanceOf(Shared.Open.class);
        assertThat(share(CAT, PAGE, TO_ALL)).as("by another").isInstanceOf(Shared.Open.class);
        database.asSuperuser(
                "update bailiwick_authority.share set expires_at = clock_timestamp() where to_tenant and by_principal = '%s'"
                        .formatted(ANN));
        assertThat(share(ANN, OF_ANN, TO_ALL))
                .as("what is over makes room")
                .isInstanceOf(Shared.Open.class);
        assertThat(kept("to_tenant and revoked_at is null")).isEqualTo(2);
        assertThat(
                        League.number(
                                database,
                                "select count(distinct object) from bailiwick_authority.audit where"
                                        + " what = 'share.lapsed' and kind = 'changed'"))
                .as("and is on record")
                .isEqualTo(500);
    }

    @Test
    void whatMakesRoomEndsOnBothSidesAndMovesTheEpochAlsoIfThereIsStillNone() throws SQLException {
        Shared.Open accepted = (Shared.Open) forTime(Duration.ofHours(1), TO_BOLT);
        ReceivedShares received = new ReceivedShares(scoped);
        Scopes.call(League.in(BOLT, EVE), () -> received.accept(ACME, accepted.id()));
        database.asSuperuser("update bailiwick_authority.share set expires_at = clock_timestamp()");
        given(ANN, null, 5000, "to_principal", "'" + CAT + "'");
        long epoch = League.epoch(database);

        assertThat(share(ANN, OF_ANN, TO_DAN)).isEqualTo(new Shared.Full());

        assertThat(crossed("share.lapsed")).isEqualTo(2);
        assertThat(League.epoch(database)).isGreaterThan(epoch);
    }

    @Test
    void aTenantSharesNoMoreWithAllThanEverybodyCanPayFor() throws SQLException {
        for (PrincipalId who : List.of(BEN, DAN, EVE, FAY)) {
            given(who, null, 500, "to_tenant", "true");
        }

        assertThat(share(ANN, OF_ANN, TO_ALL)).isEqualTo(new Shared.Full());
        assertThat(share(ANN, OF_ANN, TO_DAN)).isInstanceOf(Shared.Open.class);
        database.asSuperuser(
                "update bailiwick_authority.share set expires_at = clock_timestamp() where"
                        + " by_principal = '%s'".formatted(FAY));
        assertThat(share(ANN, OF_ANN, TO_ALL)).isInstanceOf(Shared.Open.class);
    }

    @Test
    void whatIsOfferedToOneWaitsForAnAnswerAndNobodyReadsMoreThanTheyAskFor() throws SQLException {
        database.asSuperuser(
                "insert into bailiwick_authority.share (tenant_id, id, type, resource_id, level, outside, by_principal, to_other_tenant) select '%s', gen_random_uuid(), 'page', gen_random_uuid(), 1, true, '%s', '%s' from generate_series(1, 200) n"
                        .formatted(ACME, ANN, BOLT));
        ReceivedShares received = new ReceivedShares(scoped);

        assertThat(share(ANN, OF_ANN, TO_BOLT)).isEqualTo(new Shared.Full());
        assertThat(Scopes.call(League.in(BOLT, EVE), () -> received.offers(7))).hasSize(7);
        assertThat(League.as(DAN, () -> received.refuseAll(BOLT))).isEqualTo(Change.FORBIDDEN);
        assertThat(Scopes.call(League.in(BOLT, EVE), () -> received.refuseAll(ACME)))
                .isEqualTo(Change.DONE);
        assertThat(Scopes.call(League.in(BOLT, EVE), () -> received.offers(7))).isEmpty();
        assertThat(crossed("share.refused")).isEqualTo(400);
        assertThat(share(ANN, OF_ANN, TO_BOLT)).isInstanceOf(Shared.Open.class);
    }

    /** A chain of which every second one is held by who opens another. */
    @Test
    void aChainIsSweptFromItsEndAndWhatIsHeldKeepsWhatItComesFrom() throws SQLException {
        UUID first = new UUID(1, 1);
        UUID second = new UUID(1, 2);
        String insert =
                "insert into bailiwick_authority.share (tenant_id, id, type, resource_id, level,"
                    + " by_principal, to_principal, from_share, depth, expires_at) values ('%s',"
                    + " '%s', 'page', '%s', 4, '%s', '%s', %s, %d, now() - interval '40 days')";
        database.asSuperuser(
                insert.formatted(ACME, first, PAGE, CAT, DAN, "null", 0),
                insert.formatted(ACME, second, PAGE, DAN, ANN, "'" + first + "'", 1));
        ShareSweep sweep =
                new ShareSweep(
                        ScopedDataSource.maintenance(
                                database.as("league_maint"),
                                new MaintenanceTrail(database.as("league_maint"), "host/1")),
                        Duration.ofDays(30));
        try (Connection opening = database.as("postgres").getConnection()) {
            opening.setAutoCommit(false);
            Sql.list(
                    opening,
                    "select 1 from bailiwick_authority.share where id = '%s' for key share"
                            .formatted(second));

            assertThat(sweep.run()).isZero();
            opening.rollback();
        }

        assertThat(sweep.run()).isEqualTo(2);
    }

    @Test
    void nobodySharesWithoutEnd() throws SQLException {
        given(ANN, null, 5000, "to_principal", "'" + CAT + "'");

        assertThat(share(ANN, OF_ANN, TO_DAN)).isEqualTo(new Shared.Full());
        assertThat(share(CAT, PAGE, TO_DAN)).as("by another").isInstanceOf(Shared.Open.class);
    }

    /** Of that row, or of one each. */
    private void given(PrincipalId by, @Nullable UUID row, int many, String to, String whom)
            throws SQLException {
        database.asSuperuser(
                "insert into bailiwick_authority.share (tenant_id, id, type, resource_id, level, by_principal, %s) select '%s', gen_random_uuid(), 'page', %s, 1, '%s', %s from generate_series(1, %s) n"
                        .formatted(
                                to,
                                ACME,
                                row == null ? "gen_random_uuid()" : "'" + row + "'",
                                by,
                                whom,
                                many));
    }

    @Test
    void whatWasRevokedCostsNobodyAnything() throws SQLException {
        given(CAT, null, 3000, "to_tenant", "true");
        database.asSuperuser(
                "update bailiwick_authority.share set revoked_at = now()",
                "analyze bailiwick_authority.share");

        List<String> plan =
                Sql.list(
                        database.as("postgres"),
                        League.in(ACME, DAN),
                        "explain select * from bailiwick_authority.share s where s.tenant_id = ?"
                                + " and s.to_tenant and s.type = 'page' and"
                                + " bailiwick_authority.is_open(s)",
                        ACME.value());

        assertThat(String.join("\n", plan))
                .as("by an index of what is not revoked")
                .containsPattern("share_(everybody|giver)");
    }
}
