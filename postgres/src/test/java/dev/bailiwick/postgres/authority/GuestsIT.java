package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BOLT;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.EVE;
import static dev.bailiwick.postgres.authority.League.FAY;
import static dev.bailiwick.postgres.authority.League.MODEL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.authority.ShareLevel;
import dev.bailiwick.core.authority.TenantStatus;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Acme shares a page with Bolt, whose owner is Eve and where Gus is, and with an address. */
class GuestsIT {

    private static final PrincipalId GUS = League.person(7);

    /** Both by Ann, who owns Acme; there is a file with the id of the first. */
    private static final UUID PAGE = new UUID(0xA, 1);

    private static final UUID OTHER_PAGE = new UUID(0xA, 2);
    private static final ShareTarget TO_BOLT = new ShareTarget.OtherTenant(BOLT);
    private static final Scope AS_EVE = new Scope.Guest(ACME, BOLT, EVE);
    private static final Scope AS_GUS = new Scope.Guest(ACME, BOLT, GUS);

    private TestDatabase database;
    private ScopedDataSource scoped;
    private Shares shares;
    private ReceivedShares received;
    private ShareType page;

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        scoped = League.scoped(database);
        shares = new Shares(scoped, League.WALL);
        received = new ReceivedShares(scoped);
        page = shares.type("page");
        database.asSuperuser(
                "insert into bailiwick_authority.principal values ('%s')".formatted(GUS),
                "insert into bailiwick_authority.membership (tenant_id, principal_id, roles) values ('%s', '%s', '{member}')"
                        .formatted(BOLT, GUS),
                "insert into page (tenant_id, id, author_id, title) values ('%1$s', '%2$s', '%4$s', 'one'), ('%1$s', '%3$s', '%4$s', 'two')"
                        .formatted(ACME, PAGE, OTHER_PAGE, ANN),
                "insert into file (tenant_id, id, author_id, name) values ('%s', '%s', '%s', 'one')"
                        .formatted(ACME, PAGE, ANN),
                "insert into note (tenant_id, author_id, title) values ('%s', '%s', 'all of Acme read it')"
                        .formatted(ACME, ANN));
    }

    private Shared share(PrincipalId by, ShareTarget target, ShareLevel level) throws SQLException {
        return League.as(by, () -> shares.share(page, PAGE, target, level));
    }

    private UUID offered() throws SQLException {
        return ((Shared.Open) share(ANN, TO_BOLT, ShareLevel.VIEW)).id();
    }

    private Opened opened(PrincipalId who, UUID share) throws SQLException {
        return Scopes.call(League.in(BOLT, who), () -> received.open(ACME, share));
    }

    /** Offered, accepted by Eve and opened by her. */
    private UUID opened() throws SQLException {
        UUID share = offered();
        Scopes.call(League.in(BOLT, EVE), () -> received.accept(ACME, share));
        assertThat(opened(EVE, share)).isEqualTo(new Opened.Row(ACME, share, page, PAGE, true));
        return share;
    }

    private List<String> pages(Scope scope) throws SQLException {
        return Sql.list(scoped, scope, "select title from page");
    }

    @Test
    void whatBothSidesAgreeOnIsReadByWhoOpensIt() throws SQLException {
        UUID share = offered();
        assertThat(pages(AS_EVE)).as("before it is accepted").isEmpty();
        assertThat(opened(EVE, share)).isEqualTo(new Opened.Refused(Opened.Why.NOT_ACCEPTED));
        assertThat(Scopes.call(League.in(BOLT, EVE), () -> received.offers(10)))
                .extracting(Offer::id, Offer::host, Offer::toTenant, Offer::accepted)
                .containsExactly(tuple(share, ACME, true, false));
        assertThat(Scopes.call(League.in(BOLT, GUS), () -> received.offers(10))).isEmpty();
        assertThat(Scopes.call(League.in(BOLT, GUS), () -> received.accept(ACME, share)))
                .isEqualTo(Change.FORBIDDEN);
        assertThat(Scopes.call(League.in(BOLT, EVE), () -> received.accept(ACME, share)))
                .isEqualTo(Change.DONE);
        assertThat(pages(AS_EVE)).as("before it is opened").isEmpty();
        assertThat(opened(EVE, share)).isEqualTo(new Opened.Row(ACME, share, page, PAGE, true));

        assertThat(pages(AS_EVE)).containsExactly("one");

        assertThat(pages(AS_GUS)).as("who has not opened it").isEmpty();
        assertThat(Scopes.call(League.in(BOLT, GUS), () -> received.offers(10))).hasSize(1);
        opened(GUS, share);
        assertThat(pages(AS_GUS)).containsExactly("one");
        assertThat(pages(League.in(BOLT, EVE))).as("at home there is no such page").isEmpty();
        assertThat(pages(League.in(ACME, EVE))).as("nor as a member of Acme").isEmpty();
        assertThat(League.as(ANN, () -> shares.accesses(page, PAGE, 9)))
                .extracting(ShareAccess::principal, access -> access.home().orElseThrow())
                .containsExactly(tuple(GUS, BOLT), tuple(EVE, BOLT));
    }

    @Test
    void itTakesThePermissionOnBothSides() throws SQLException {
        database.asSuperuser("update page set author_id = '%s'".formatted(CAT));

        assertThat(share(CAT, TO_BOLT, ShareLevel.VIEW)).isEqualTo(new Shared.Forbidden());
        assertThat(share(CAT, new ShareTarget.External("p6@league"), ShareLevel.VIEW))
                .isEqualTo(new Shared.Forbidden());
        assertThat(share(CAT, ShareTarget.Link.inside().alsoOutside(), ShareLevel.VIEW))
                .isEqualTo(new Shared.Forbidden());
        assertThat(share(CAT, ShareTarget.Link.inside(), ShareLevel.VIEW))
                .isInstanceOf(Shared.Linked.class);
        assertThat(share(ANN, TO_BOLT, ShareLevel.VIEW))
                .as("with the permission, but not the page")
                .isEqualTo(new Shared.Absent());
        League.as(
                ANN,
                () ->
                        new Members(scoped, MODEL)
                                .giveCustom(CAT, Set.of(League.Permit.SHARE_OUTSIDE)));
        assertThat(share(CAT, TO_BOLT, ShareLevel.VIEW)).isInstanceOf(Shared.Open.class);
        assertThat(share(CAT, new ShareTarget.OtherTenant(ACME), ShareLevel.VIEW))
                .isEqualTo(new Shared.NoTarget());
        assertThat(
                        share(
                                CAT,
                                new ShareTarget.OtherTenant(new TenantId(new UUID(9, 9))),
                                ShareLevel.VIEW))
                .isEqualTo(new Shared.NoTarget());
        assertThatIllegalArgumentException().isThrownBy(() -> share(CAT, TO_BOLT, ShareLevel.EDIT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from note",
                "select * from notice",
                "select * from club",
                "select * from person",
                "select * from bailiwick_authority.membership",
                "select * from bailiwick_authority.team",
                "select * from bailiwick_authority.share",
                "select * from bailiwick_authority.role",
                "select bailiwick_authority.shared('page', 1)",
                "select bailiwick_authority.teams()",
                "select * from bailiwick_authority.offers(10)",
                "select bailiwick_authority.revoke_share(gen_random_uuid())",
                "update page set title = 'eve'",
                "delete from page",
                "insert into page (title) values ('eve')",
                "select * from page for update",
                "update file set name = 'eve'"
            })
    void k229AGuestReachesNothingElseAndWritesNothing(String attack) throws SQLException {
        opened();

        assertThat(Sql.stateOf(() -> Sql.execute(scoped, AS_EVE, attack))).isEqualTo(Sql.REFUSED);
        assertThat(pages(AS_EVE)).as("the control").containsExactly("one");
    }

    @Test
    void k229AGuestReachesNoOtherRow() throws SQLException {
        opened();

        assertThat(Sql.list(scoped, AS_EVE, "select id from page where id = ?", OTHER_PAGE))
                .isEmpty();
        assertThat(Sql.list(scoped, AS_EVE, "select count(*) from page")).containsExactly("1");
        assertThat(Sql.list(scoped, AS_EVE, "select id from file"))
                .as("of another type, with the same id")
                .isEmpty();
        assertThat(pages(new Scope.Guest(BOLT, ACME, ANN))).as("the other way round").isEmpty();
    }

    /** What a guest meets where a policy asks for the tenant alone. */
    @Test
    void k229ControlAGuestInAScopeOfTheHostReadsAllOfIt() throws SQLException {
        opened();
        database.asSuperuser(
                "create policy bare on page for select to league_guests using (tenant_id ="
                        + " bailiwick.tenant())");

        assertThat(pages(AS_EVE)).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void k230ItEndsWhenEitherSideEndsIt() throws SQLException {
        UUID share = opened();
        assertThat(League.as(CAT, () -> shares.revoke(share))).isFalse();
        assertThat(League.as(ANN, () -> shares.revoke(share))).isTrue();
        assertThat(pages(AS_EVE)).isEmpty();
        assertThat(opened(EVE, share)).isEqualTo(new Opened.Refused(Opened.Why.OVER));

        UUID again = opened();
        assertThat(pages(AS_EVE)).containsExactly("one");
        assertThat(Scopes.call(League.in(BOLT, GUS), () -> received.refuse(ACME, again)))
                .isEqualTo(Change.FORBIDDEN);
        assertThat(Scopes.call(League.in(BOLT, EVE), () -> received.refuse(ACME, again)))
                .isEqualTo(Change.DONE);
        assertThat(pages(AS_EVE)).isEmpty();
        assertThat(Scopes.call(League.in(BOLT, EVE), () -> received.accept(ACME, again)))
                .as("what was ended")
                .isEqualTo(Change.ABSENT);
        assertThat(Scopes.call(League.in(ACME, ANN), () -> received.accept(ACME, again)))
                .as("by the giver's own side")
                .isEqualTo(Change.ABSENT);
    }

    @Test
    void k230ItCountsWhileAllThatItRestsOnDoes() throws SQLException {
        opened();
        Scope maintenance = new Scope.Maintenance("a bill", Duration.ofMinutes(1));
        Tenants tenants = new Tenants(scoped);
        for (TenantId tenant : List.of(ACME, BOLT)) {
            Scopes.call(maintenance, () -> tenants.setStatus(tenant, TenantStatus.SUSPENDED));
            assertThat(pages(AS_EVE)).as("%s is suspended", tenant).isEmpty();
            Scopes.call(maintenance, () -> tenants.setStatus(tenant, TenantStatus.ACTIVE));
            assertThat(pages(AS_EVE)).containsExactly("one");
        }
        change("membership", "status", "'suspended'", "'active'");
        change("share", "expires_at", "clock_timestamp()", "null");
        change("share_answer", "accepted", "false", "true");
        change("share", "revoked_at", "now()", "null");
        database.asSuperuser(
                "update bailiwick_authority.membership set joined_at = clock_timestamp() where principal_id = '%s'"
                        .formatted(EVE));
        assertThat(pages(AS_EVE)).as("who is a member anew").isEmpty();
    }

    private void change(String table, String column, String ending, String before)
            throws SQLException {
        String set = "update bailiwick_authority.%s set %s = %s";
        database.asSuperuser(set.formatted(table, column, ending));
        assertThat(pages(AS_EVE)).as("%s is %s", column, ending).isEmpty();
        database.asSuperuser(set.formatted(table, column, before));
        assertThat(pages(AS_EVE)).as("%s is %s", column, before).containsExactly("one");
    }

    @Test
    void aForgedHomeOpensNothing() throws SQLException {
        UUID share = opened();

        assertThat(pages(new Scope.Guest(ACME, BOLT, FAY))).as("no member there").isEmpty();
        assertThat(pages(new Scope.Guest(ACME, BOLT, CAT))).isEmpty();
        assertThat(pages(new Scope.Guest(ACME, new TenantId(new UUID(9, 9)), EVE)))
                .as("a home of which the share does not speak")
                .isEmpty();
        assertThat(
                        Scopes.call(
                                new Scope.Guest(ACME, new TenantId(new UUID(9, 9)), FAY),
                                () -> {
                                    try (Connection forging = scoped.getConnection()) {
                                        forging.setAutoCommit(false);
                                        Sql.list(
                                                forging,
                                                "select set_config('bailiwick.home', ?, true)",
                                                BOLT.text());
                                        return Sql.list(forging, "select title from page");
                                    }
                                }))
                .as("set by SQL, by who is no member there")
                .isEmpty();
        assertThat(Scopes.call(League.in(BOLT, FAY), () -> received.open(ACME, share)))
                .isEqualTo(new Opened.Refused(Opened.Why.UNKNOWN));
        assertThat(Scopes.call(League.in(ACME, CAT), () -> received.open(ACME, share)))
                .isEqualTo(new Opened.Refused(Opened.Why.UNKNOWN));
        assertThatIllegalArgumentException().isThrownBy(() -> new Scope.Guest(ACME, ACME, ANN));
    }

    @Test
    void anAddressIsClaimedByWhoHasIt() throws SQLException {
        UUID share =
                ((Shared.Open) share(ANN, new ShareTarget.External(" P7@League "), ShareLevel.VIEW))
                        .id();

        assertThat(opened(EVE, share)).isEqualTo(new Opened.Refused(Opened.Why.UNKNOWN));
        assertThat(Scopes.call(new Scope.Identity(GUS), () -> received.offers(10)))
                .extracting(Offer::id, Offer::toTenant)
                .containsExactly(tuple(share, false));
        assertThat(Scopes.call(new Scope.Identity(GUS), () -> received.open(ACME, share)))
                .isEqualTo(new Opened.Refused(Opened.Why.NO_HOME));
        assertThat(pages(AS_GUS)).isEmpty();

        assertThat(opened(GUS, share)).isEqualTo(new Opened.Row(ACME, share, page, PAGE, true));

        assertThat(pages(AS_GUS)).containsExactly("one");
        assertThat(pages(AS_EVE)).isEmpty();
        League.as(ANN, () -> shares.revoke(share));
        assertThat(pages(AS_GUS)).isEmpty();
    }

    @Test
    void aLinkThatGoesOutsideIsOpenedFromAnotherTenant() throws SQLException {
        Shared.Linked outside =
                (Shared.Linked)
                        share(ANN, ShareTarget.Link.inside().alsoOutside(), ShareLevel.VIEW);
        Shared.Linked inside =
                (Shared.Linked) share(ANN, ShareTarget.Link.inside(), ShareLevel.VIEW);

        assertThat(Scopes.call(League.in(BOLT, EVE), () -> received.open(inside.token())))
                .isEqualTo(new Opened.Refused(Opened.Why.MEMBERS_ONLY));
        assertThat(Scopes.call(new Scope.Identity(FAY), () -> received.open(outside.token())))
                .isEqualTo(new Opened.Refused(Opened.Why.NO_HOME));
        assertThat(Scopes.call(League.in(BOLT, EVE), () -> received.open(outside.token())))
                .isEqualTo(new Opened.Row(ACME, outside.id(), page, PAGE, true));
        assertThat(pages(AS_EVE)).containsExactly("one");
        assertThat(Scopes.call(new Scope.Identity(CAT), () -> received.open(outside.token())))
                .isEqualTo(new Opened.Row(ACME, outside.id(), page, PAGE, false));
        assertThat(pages(League.in(ACME, CAT))).containsExactly("one");
    }

    @Test
    void whatGoesOutsideIsReadAloneWhateverTheFunctionIsAsked() throws SQLException {
        assertThat(
                        Sql.stateOf(
                                () ->
                                        Sql.execute(
                                                scoped,
                                                League.in(ACME, ANN),
                                                "select bailiwick_authority.share_outside(gen_random_uuid(), 'page', '%s', 3, null, '%s', null)"
                                                        .formatted(PAGE, BOLT))))
                .isEqualTo("23514");
    }

    @Test
    void whatCrossesIsInTheAuditOfBoth() throws SQLException {
        UUID share = opened();
        Scopes.call(League.in(BOLT, EVE), () -> received.refuse(ACME, share));

        for (TenantId tenant : List.of(ACME, BOLT)) {
            assertThat(
                            League.number(
                                    database,
                                    "select count(*) from bailiwick_authority.audit where tenant_id = '%s' and kind = 'crossed' and object = '%s' and details ->> 'share' = '%s'"
                                            .formatted(
                                                    tenant,
                                                    tenant.equals(ACME) ? BOLT : ACME,
                                                    share)))
                    .as("accepted, opened and refused in %s", tenant)
                    .isEqualTo(3);
        }
    }

    @Test
    void guestsHaveADataSourceOfTheirOwn() throws SQLException {
        assertThat(scoped.faults(Gate.of(League.WALL))).isEmpty();
        ScopedDataSource app = ScopedDataSource.of(database.app(), League.WALL);
        ScopedDataSource guests =
                ScopedDataSource.guests(database.as("league_guests"), League.WALL);

        assertThatThrownBy(() -> Sql.list(app, AS_EVE, "select 1"))
                .isInstanceOf(ScopeRequiredException.class)
                .hasMessageContaining("ScopedDataSource.guests");
        assertThatThrownBy(() -> Sql.list(guests, League.in(BOLT, EVE), "select 1"))
                .isInstanceOf(ScopeRequiredException.class)
                .hasMessageContaining("guests alone");
    }
}
