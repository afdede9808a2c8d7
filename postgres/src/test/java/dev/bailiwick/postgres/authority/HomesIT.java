package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BOLT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.EVE;
import static dev.bailiwick.postgres.authority.League.MODEL;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.authority.ShareLevel;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * What is opened by who is in several clubs: Gus in Bolt and Coda, and Dan in Bolt and in Acme,
 * which shares the page.
 */
class HomesIT {

    private static final TenantId CODA = new TenantId(new UUID(0xC, 1));
    private static final PrincipalId GUS = League.person(7);
    private static final UUID PAGE = new UUID(0xA, 1);
    private static final Scope GUS_OF_BOLT = new Scope.Guest(ACME, BOLT, GUS);
    private static final Scope GUS_OF_CODA = new Scope.Guest(ACME, CODA, GUS);
    private static final Scope DAN_OF_BOLT = new Scope.Guest(ACME, BOLT, DAN);
    private static final ShareTarget OUTSIDE = ShareTarget.Link.inside().alsoOutside();
    private static final ShareTarget ONCE = ShareTarget.Link.inside().alsoOutside().onlyOnce();

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
                "insert into club values ('%s', 'Coda')".formatted(CODA),
                "select bailiwick_authority.found('%s', '%s')".formatted(CODA, League.person(8)),
                "insert into bailiwick_authority.principal values ('%s')".formatted(GUS),
                "insert into bailiwick_authority.membership (tenant_id, principal_id, roles) values ('%1$s', '%3$s', '{member}'), ('%2$s', '%3$s', '{member}'), ('%1$s', '%4$s', '{member}')"
                        .formatted(BOLT, CODA, GUS, DAN),
                "insert into page (tenant_id, id, author_id, title) values ('%s', '%s', '%s', 'one')"
                        .formatted(ACME, PAGE, ANN));
    }

    private Token link(ShareTarget target) throws SQLException {
        return ((Shared.Linked)
                        League.as(ANN, () -> shares.share(page, PAGE, target, ShareLevel.VIEW)))
                .token();
    }

    private boolean opens(TenantId in, PrincipalId who, Token token) throws SQLException {
        return Scopes.call(League.in(in, who), () -> received.open(token)) instanceof Opened.Row;
    }

    private boolean reads(Scope scope) throws SQLException {
        return Sql.list(scoped, scope, "select title from page").equals(List.of("one"));
    }

    private long crossings(TenantId of, TenantId other) throws SQLException {
        return League.number(
                database,
                "select count(*) from bailiwick_authority.audit where tenant_id = '%s' and kind = 'crossed' and what = 'share.opened' and object = '%s'"
                        .formatted(of, other));
    }

    @Test
    void k230WhatAGuestOpenedEndsWithTheHomeItWasOpenedFrom() throws SQLException {
        Token token = link(OUTSIDE);
        assertThat(opens(BOLT, GUS, token)).isTrue();

        assertThat(reads(GUS_OF_BOLT)).isTrue();
        assertThat(reads(GUS_OF_CODA)).as("from where it was not opened").isFalse();
        assertThat(crossings(CODA, ACME)).isZero();

        Scopes.call(League.in(BOLT, EVE), () -> members.end(GUS));
        assertThat(reads(GUS_OF_BOLT)).isFalse();
        assertThat(reads(GUS_OF_CODA)).isFalse();

        assertThat(opens(CODA, GUS, token)).isTrue();
        assertThat(reads(GUS_OF_CODA)).isTrue();
        assertThat(reads(GUS_OF_BOLT)).isFalse();
        assertThat(crossings(CODA, ACME)).isEqualTo(1);
        assertThat(crossings(ACME, CODA)).isEqualTo(1);
    }

    @Test
    void bothHomesOpenItEachForItself() throws SQLException {
        Token token = link(OUTSIDE);
        assertThat(opens(BOLT, GUS, token)).isTrue();
        assertThat(opens(CODA, GUS, token)).isTrue();
        assertThat(opens(BOLT, GUS, token)).as("again").isTrue();

        assertThat(reads(GUS_OF_BOLT)).isTrue();
        assertThat(reads(GUS_OF_CODA)).isTrue();
        Scopes.call(League.in(BOLT, EVE), () -> members.end(GUS));
        assertThat(reads(GUS_OF_BOLT)).isFalse();
        assertThat(reads(GUS_OF_CODA)).isTrue();
    }

    @Test
    void k230WhoOpenedItAsAMemberOfTheHostGoesOnAsNoGuest() throws SQLException {
        Token token = link(OUTSIDE);
        assertThat(Scopes.call(League.in(BOLT, DAN), () -> received.open(token)))
                .isInstanceOfSatisfying(
                        Opened.Row.class, row -> assertThat(row.asGuest()).isFalse());
        assertThat(reads(League.in(ACME, DAN))).isTrue();
        assertThat(reads(DAN_OF_BOLT)).as("who has not opened it as a guest").isFalse();

        League.as(ANN, () -> members.end(DAN));

        assertThat(reads(League.in(ACME, DAN))).isFalse();
        assertThat(reads(DAN_OF_BOLT)).isFalse();
        assertThat(crossings(BOLT, ACME)).isZero();
        assertThat(opens(BOLT, DAN, token)).as("with the token, and on record").isTrue();
        assertThat(reads(DAN_OF_BOLT)).isTrue();
        assertThat(crossings(BOLT, ACME)).isEqualTo(1);
    }

    @Test
    void k230WhatIsSharedWithATenantIsNotWithAMemberOfTheHost() throws SQLException {
        UUID share =
                ((Shared.Open)
                                League.as(
                                        ANN,
                                        () ->
                                                shares.share(
                                                        page,
                                                        PAGE,
                                                        new ShareTarget.OtherTenant(BOLT),
                                                        ShareLevel.VIEW)))
                        .id();
        Scopes.call(League.in(BOLT, EVE), () -> received.accept(ACME, share));
        assertThat(Scopes.call(League.in(BOLT, DAN), () -> received.open(ACME, share)))
                .isEqualTo(new Opened.Row(ACME, share, page, PAGE, true));
        assertThat(reads(DAN_OF_BOLT)).isTrue();

        assertThat(reads(League.in(ACME, DAN))).as("in Acme").isFalse();
        Scopes.call(League.in(BOLT, EVE), () -> members.end(DAN));
        assertThat(reads(League.in(ACME, DAN))).as("in Acme, expelled from Bolt").isFalse();
        assertThat(reads(DAN_OF_BOLT)).isFalse();
    }

    @Test
    void aLinkForOnceIsForOneInAllTheirHomes() throws SQLException {
        Token token = link(ONCE);
        assertThat(opens(BOLT, GUS, token)).isTrue();

        assertThat(opens(CODA, GUS, token)).isTrue();
        assertThat(opens(BOLT, DAN, token)).isFalse();
        assertThat(opens(BOLT, EVE, token)).isFalse();
    }

    @Test
    void k230ALinkForOnceIsOverWhenWhoOpenedItIsGone() throws SQLException {
        Token token = link(ONCE);
        assertThat(opens(BOLT, GUS, token)).isTrue();

        database.asSuperuser(
                "delete from bailiwick_authority.membership where principal_id = '%s'"
                        .formatted(GUS),
                "delete from person where id = '%s'".formatted(GUS));

        assertThat(League.number(database, "select count(*) from bailiwick_authority.share_opened"))
                .as("what goes with an account")
                .isZero();
        assertThat(opens(BOLT, EVE, token)).isFalse();
    }

    @Test
    void k230AnAddressThatChangesHandsTakesTheShareFromWhoHadIt() throws SQLException {
        ShareTarget address = new ShareTarget.External(League.address(GUS));
        UUID share =
                ((Shared.Open)
                                League.as(
                                        ANN,
                                        () -> shares.share(page, PAGE, address, ShareLevel.VIEW)))
                        .id();
        assertThat(Scopes.call(League.in(BOLT, GUS), () -> received.open(ACME, share)))
                .isInstanceOf(Opened.Row.class);
        assertThat(reads(GUS_OF_BOLT)).isTrue();

        database.asSuperuser(
                "update person set email = 'new@league' where id = '%s'".formatted(GUS));

        assertThat(reads(GUS_OF_BOLT)).isFalse();
    }
}
