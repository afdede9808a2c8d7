package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BOLT;
import static dev.bailiwick.postgres.authority.League.EVE;
import static dev.bailiwick.postgres.authority.League.FAY;
import static dev.bailiwick.postgres.authority.League.MODEL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.AuthorityMovedException;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.authority.ShareLevel;
import dev.bailiwick.core.authority.TenantStatus;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.WallSql;
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
import java.util.UUID;

import javax.sql.DataSource;

/** Gus of Bolt is a guest of Acme, in a scope that rests on what both tenants say. */
class LiveGuestsIT {

    private static final PrincipalId GUS = League.person(7);
    private static final UUID PAGE = new UUID(0xA, 1);

    private TestDatabase database;
    private ScopedDataSource office;
    private DataSource guests;
    private ReceivedShares received;
    private UUID share = new UUID(0, 0);

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        database.asOwner(WallSql.epoch(LiveAuthorityIT.LIVE));
        database.asSuperuser(
                "insert into bailiwick_authority.principal values ('%s')".formatted(GUS),
                "insert into bailiwick_authority.membership (tenant_id, principal_id, roles) values ('%s', '%s', '{member}')"
                        .formatted(BOLT, GUS),
                "insert into page (tenant_id, id, author_id, title) values ('%s', '%s', '%s', 'one')"
                        .formatted(ACME, PAGE, ANN));
        office = League.scoped(database);
        guests = ScopedDataSource.guests(database.as("league_guests"), LiveAuthorityIT.LIVE);
        received = new ReceivedShares(office);
        Shares shares = new Shares(office, League.WALL);
        ShareTarget bolt = new ShareTarget.OtherTenant(BOLT);
        Shared made =
                League.as(
                        ANN, () -> shares.share(shares.type("page"), PAGE, bolt, ShareLevel.VIEW));
        share = ((Shared.Open) made).id();
        Scopes.call(League.in(BOLT, EVE), () -> received.accept(ACME, share));
        Scopes.call(League.in(BOLT, GUS), () -> received.open(ACME, share));
    }

    private Scope.Guest guest() throws SQLException {
        return Scopes.call(League.in(BOLT, GUS), () -> received.guest(ACME)).orElseThrow();
    }

    private List<String> pages(Scope scope) throws SQLException {
        return Sql.list(guests, scope, "select title from page");
    }

    /** What takes the page from Gus, on either side. */
    enum Revocation {
        SHARE {
            @Override
            Object by(LiveGuestsIT in) throws SQLException {
                Shares shares = new Shares(in.office, League.WALL);
                return League.as(ANN, () -> shares.revoke(in.share));
            }
        },
        CONSENT {
            @Override
            Object by(LiveGuestsIT in) throws SQLException {
                return Scopes.call(League.in(BOLT, EVE), () -> in.received.refuse(ACME, in.share));
            }
        },
        MEMBERSHIP_AT_HOME {
            @Override
            Object by(LiveGuestsIT in) throws SQLException {
                return Scopes.call(League.in(BOLT, EVE), () -> in.members().end(GUS));
            }
        },
        SUSPENSION_AT_HOME {
            @Override
            Object by(LiveGuestsIT in) throws SQLException {
                return Scopes.call(League.in(BOLT, EVE), () -> in.members().suspend(GUS));
            }
        },
        STATUS_OF_THE_HOST {
            @Override
            Object by(LiveGuestsIT in) throws SQLException {
                return Scopes.call(
                        new Scope.Maintenance("a bill", Duration.ofMinutes(1)),
                        () -> new Tenants(in.office).setStatus(ACME, TenantStatus.SUSPENDED));
            }
        },
        PRINCIPAL {
            @Override
            Object by(LiveGuestsIT in) throws SQLException {
                in.database.asSuperuser(
                        "select bailiwick_authority.principal_moved('%s')".formatted(GUS));
                return true;
            }
        };

        abstract Object by(LiveGuestsIT in) throws SQLException;
    }

    private Members members() {
        return new Members(office, MODEL);
    }

    @ParameterizedTest
    @EnumSource
    void theNextTransactionIsRefused(Revocation revocation) throws SQLException {
        Scope.Guest gus = guest();
        assertThat(pages(gus)).as("before").containsExactly("one");

        assertThat(revocation.by(this)).as("done").isNotEqualTo(false);

        assertThatExceptionOfType(AuthorityMovedException.class)
                .isThrownBy(() -> pages(gus))
                .satisfies(moved -> assertThat(moved.scope()).isEqualTo(gus));
        assertThat(pages(new Scope.Guest(ACME, BOLT, GUS)))
                .as("what carries no epoch is not compared, and finds what the policies leave")
                .hasSize(revocation == Revocation.PRINCIPAL ? 1 : 0);
    }

    @Test
    void whatIsOfOthersIsNoHindrance() throws SQLException {
        Scope.Guest gus = guest();
        database.asSuperuser("select bailiwick_authority.principal_moved('%s')".formatted(EVE));

        assertThat(pages(gus)).containsExactly("one");
        assertThat(guest()).isEqualTo(gus);
    }

    @Test
    void whoHasOpenedNothingIsNoGuest() throws SQLException {
        assertThat(Scopes.call(League.in(BOLT, EVE), () -> received.guest(ACME)))
                .as("who may open it and has not")
                .isEmpty();
        assertThat(Scopes.call(League.in(BOLT, FAY), () -> received.guest(ACME)))
                .as("no member there")
                .isEmpty();
        assertThat(Scopes.call(League.in(BOLT, GUS), () -> received.guest(BOLT)))
                .as("at home")
                .isEmpty();
        Revocation.SHARE.by(this);
        assertThat(Scopes.call(League.in(BOLT, GUS), () -> received.guest(ACME)))
                .as("what was ended")
                .isEmpty();
    }

    @Test
    void theGateKnowsTheFunction() throws SQLException {
        Gate gate = Gate.of(LiveAuthorityIT.LIVE);
        assertThat(gate.faultsOfGuests(database.as("league_guests"))).isEmpty();
        assertThat(gate.faults(database.app())).isEmpty();
        assertThat(
                        Sql.stateOf(
                                () ->
                                        Sql.list(
                                                office,
                                                League.in(BOLT, GUS),
                                                "select bailiwick.check_guest_epoch()")))
                .as("for guests alone")
                .isEqualTo(Sql.REFUSED);
    }
}
