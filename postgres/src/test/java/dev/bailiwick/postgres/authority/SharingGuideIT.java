package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BOLT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.EVE;
import static dev.bailiwick.postgres.authority.League.WALL;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.authority.ShareLevel;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

/** The programs of the page on sharing. */
class SharingGuideIT {

    private DataSource appPool;
    private DataSource guestsPool;
    private DataSource source;
    private UUID plan;

    @BeforeEach
    void open() throws SQLException {
        TestDatabase database = League.database();
        appPool = database.app();
        guestsPool = database.as("league_guests");
        source = League.scoped(database);
        plan =
                UUID.fromString(
                        Sql.list(
                                        source,
                                        League.in(ACME, ANN),
                                        "insert into page (title) values ('plan') returning id")
                                .getFirst());
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
                        Scope.Tenant.of(ACME).as(ANN),
                        () ->
                                shares.shareFor(
                                        Duration.ofDays(7), pages, plan, once, ShareLevel.COMMENT));
        Token token = ((Shared.Linked) made).token(); // into a letter, and nowhere else

        Opened opened = Scopes.call(new Scope.Identity(DAN), () -> received.open(token));
        // end

        assertThat(opened).isInstanceOf(Opened.Row.class);
        assertThat(Scopes.call(League.in(ACME, DAN), this::titles)).containsExactly("plan");
    }

    @Test
    void outside() throws SQLException {
        Shares shares = new Shares(source, WALL);
        ReceivedShares received = new ReceivedShares(source);
        ShareType pages = shares.type("page");
        // snippet guests
        ShareTarget bolt = new ShareTarget.OtherTenant(BOLT);
        Scopes.call(
                Scope.Tenant.of(ACME).as(ANN),
                () -> shares.share(pages, plan, bolt, ShareLevel.VIEW));

        Scopes.call(
                Scope.Tenant.of(BOLT).as(EVE),
                () -> {
                    Offer offer = received.offers().getFirst();
                    received.accept(offer.host(), offer.id());
                    return received.open(offer.host(), offer.id());
                });
        List<String> titles = Scopes.call(new Scope.Guest(ACME, BOLT, EVE), () -> titles());
        // end

        assertThat(titles).containsExactly("plan");
    }

    @Test
    void guestsHaveAPool() throws SQLException {
        // snippet source
        Gate.of(WALL).checkGuests(guestsPool);
        ScopedDataSource joined =
                ScopedDataSource.of(appPool, WALL).or(ScopedDataSource.guests(guestsPool, WALL));
        // end

        assertThat(joined.serves(new Scope.Guest(ACME, BOLT, EVE))).isTrue();
    }
}
