package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.Guide.WALL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.AuthorityMovedException;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.authority.ShareLevel;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

/** What {@code docs/toolkit/sharing.md} shows, run. */
class SharingGuideIT {

    private Guide guide;
    private DataSource appPool;
    private DataSource guestsPool;
    private DataSource source;
    private Members members;
    private TenantId acme;
    private TenantId bolt;
    private PrincipalId ann;
    private PrincipalId dan;
    private PrincipalId eve;
    private UUID plan;

    @BeforeEach
    void open() throws SQLException {
        guide = new Guide();
        appPool = guide.database.app();
        guestsPool = guide.database.as("league_guests");
        source = guide.scoped;
        members = guide.members;
        acme = guide.acme;
        ann = guide.ann;
        dan = guide.dan;
        eve = guide.signedUp("eve");
        bolt = guide.founded(eve, "Bolt");
        plan =
                UUID.fromString(
                        Sql.list(
                                        source,
                                        now(ann),
                                        "insert into page (title) values ('plan') returning id")
                                .getFirst());
    }

    private Scope.Tenant now(PrincipalId who) throws SQLException {
        return guide.now(who);
    }

    private List<String> titles() throws SQLException {
        return Sql.list(source, Scopes.require(), "select title from page");
    }

    @Test
    void byLink() throws SQLException {
        // snippet link
        Shares shares = new Shares(source, WALL);
        ReceivedShares received = new ReceivedShares(source);
        ShareTarget once = ShareTarget.Link.inside().onlyOnce();
        ShareType pages = shares.type("page");

        Shared made =
                Scopes.call(
                        now(ann),
                        () ->
                                shares.shareFor(
                                        Duration.ofDays(7), pages, plan, once, ShareLevel.COMMENT));
        String letter = ((Shared.Linked) made).token().secret(); // and nowhere else

        Opened opened =
                Scopes.call(new Scope.Identity(dan), () -> received.open(new Token(letter)));
        // end

        assertThat(opened).isInstanceOf(Opened.Row.class);
        assertThat(Scopes.call(now(dan), this::titles)).containsExactly("plan");
    }

    @Test
    void outside() throws SQLException {
        Shares shares = new Shares(source, WALL);
        ReceivedShares received = new ReceivedShares(source);
        ShareType pages = shares.type("page");
        // snippet guests
        ShareTarget toBolt = new ShareTarget.OtherTenant(bolt);
        Shared offered =
                Scopes.call(now(ann), () -> shares.share(pages, plan, toBolt, ShareLevel.VIEW));

        Scope.Tenant home = members.holding(eve, bolt).orElseThrow().scope();
        Offer offer = Scopes.call(home, () -> received.offers(10)).getFirst();
        Scopes.call(home, () -> received.accept(offer.host(), offer.id()));
        Scopes.call(home, () -> received.open(offer.host(), offer.id()));
        Scope.Guest guest = Scopes.call(home, () -> received.guest(acme)).orElseThrow();
        List<String> titles = Scopes.call(guest, () -> titles());

        UUID share = ((Shared.Open) offered).id();
        boolean revoked = Scopes.call(now(ann), () -> shares.revoke(share));
        // end

        assertThat(titles).containsExactly("plan");
        assertThat(revoked).isTrue();
        assertThatExceptionOfType(AuthorityMovedException.class)
                .isThrownBy(() -> Scopes.call(guest, () -> titles()));
        assertThat(Scopes.call(new Scope.Guest(acme, bolt, eve), () -> titles())).isEmpty();
    }

    @Test
    void guestsHaveAPool() throws SQLException {
        // snippet source
        Gate.of(WALL).checkGuests(guestsPool);
        ScopedDataSource joined =
                ScopedDataSource.of(appPool, WALL).or(ScopedDataSource.guests(guestsPool, WALL));
        // end

        assertThat(joined.serves(new Scope.Guest(acme, bolt, eve))).isTrue();
    }
}
