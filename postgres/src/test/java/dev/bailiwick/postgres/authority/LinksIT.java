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
import dev.bailiwick.core.authority.ShareLevel;
import dev.bailiwick.core.authority.TeamId;
import dev.bailiwick.core.authority.TenantStatus;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;

class LinksIT {

    /** By Cat. */
    private static final UUID PAGE = new UUID(0xC, 1);

    private static final ShareTarget MANY = ShareTarget.Link.inside();
    private static final ShareTarget ONCE = ShareTarget.Link.inside().onlyOnce();

    /** Every row of every table of authority, as text. */
    private static final String DUMP =
            """
            select string_agg(table_to_xml(c.oid::regclass, true, false, '')::text, '')
            from pg_class c where c.relkind = 'r' and c.relnamespace = any (array['bailiwick_authority', 'league']::regnamespace[])
            """;

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
                "insert into page (tenant_id, id, author_id, title) values ('%s', '%s', '%s', 'cat')"
                        .formatted(ACME, PAGE, CAT));
    }

    private Shared.Linked link(PrincipalId by, ShareTarget target, ShareLevel level)
            throws SQLException {
        return (Shared.Linked) League.as(by, () -> shares.share(page, PAGE, target, level));
    }

    private Opened opened(PrincipalId by, Token token) throws SQLException {
        return Scopes.call(new Scope.Identity(by), () -> received.open(token));
    }

    private static Opened refused(Opened.Why why) {
        return new Opened.Refused(why);
    }

    private boolean reads(PrincipalId who) throws SQLException {
        return Sql.list(scoped, League.in(ACME, who), "select id from page")
                .equals(List.of(PAGE.toString()));
    }

    @Test
    void nM16WhoHasTheTokenOpensWhatItIsFor() throws SQLException {
        Shared.Linked link = link(CAT, MANY, ShareLevel.EDIT);
        assertThat(reads(DAN)).as("before it is opened").isFalse();

        assertThat(opened(DAN, link.token()))
                .isEqualTo(new Opened.Row(ACME, link.id(), page, PAGE, false));

        assertThat(reads(DAN)).isTrue();
        assertThat(
                        Sql.update(
                                scoped,
                                League.in(ACME, DAN),
                                "update page set title = 'dan' where id = ?",
                                PAGE))
                .isEqualTo(1);
        assertThat(reads(BEN)).as("who has not opened it").isFalse();
        assertThat(opened(BEN, link.token())).isInstanceOf(Opened.Row.class);
        assertThat(reads(BEN)).isTrue();
        assertThat(League.as(CAT, () -> shares.of(page, PAGE)))
                .extracting(Share::target)
                .containsExactly(MANY);

        League.as(CAT, () -> shares.revoke(link.id()));
        assertThat(reads(DAN)).isFalse();
        assertThat(opened(ANN, link.token())).isEqualTo(refused(Opened.Why.OVER));
    }

    @Test
    void whoIsNoActiveMemberOpensNothing() throws SQLException {
        Token token = link(CAT, MANY, ShareLevel.VIEW).token();
        Members members = new Members(scoped, MODEL);
        League.as(ANN, () -> members.suspend(DAN));

        assertThat(opened(FAY, token)).isEqualTo(refused(Opened.Why.MEMBERS_ONLY));
        assertThat(opened(DAN, token)).isEqualTo(refused(Opened.Why.MEMBERS_ONLY));
        assertThat(Scopes.call(League.in(BOLT, EVE), () -> received.open(token)))
                .isEqualTo(refused(Opened.Why.MEMBERS_ONLY));
        assertThat(reads(EVE)).isFalse();
        Scopes.call(
                new Scope.Maintenance("a bill", Duration.ofMinutes(1)),
                () -> new Tenants(scoped).setStatus(ACME, TenantStatus.SUSPENDED));
        assertThat(opened(BEN, token)).isEqualTo(refused(Opened.Why.CLOSED));
        assertThat(League.number(database, "select count(*) from bailiwick_authority.share_access"))
                .isZero();
    }

    @Test
    void aLinkForOnceIsOpenedByOneAlsoWhenManyTryAtOnce() throws Exception {
        Token token = link(CAT, ONCE, ShareLevel.VIEW).token();
        List<Callable<Opened>> all =
                List.<PrincipalId>of(ANN, BEN, DAN).stream()
                        .map(who -> (Callable<Opened>) () -> opened(who, token))
                        .toList();

        List<Opened> outcomes = AtOnce.all(all);

        assertThat(outcomes).filteredOn(Opened.Row.class::isInstance).hasSize(1);
        assertThat(outcomes).filteredOn(refused(Opened.Why.OVER)::equals).hasSize(2);
        PrincipalId first =
                List.of(ANN, BEN, DAN)
                        .get(
                                outcomes.indexOf(
                                        outcomes.stream()
                                                .filter(Opened.Row.class::isInstance)
                                                .findFirst()
                                                .orElseThrow()));
        assertThat(opened(first, token)).as("again").isInstanceOf(Opened.Row.class);
        assertThat(reads(first)).isTrue();
    }

    @Test
    void k231ALinkIsOverByTheClockOfTheDatabase() throws SQLException {
        Token token =
                ((Shared.Linked)
                                League.as(
                                        CAT,
                                        () ->
                                                shares.shareFor(
                                                        Duration.ofHours(1),
                                                        page,
                                                        PAGE,
                                                        MANY,
                                                        ShareLevel.VIEW)))
                        .token();
        opened(DAN, token);
        assertThat(reads(DAN)).as("the control").isTrue();

        database.asSuperuser("update bailiwick_authority.share set expires_at = clock_timestamp()");

        assertThat(reads(DAN)).as("who has opened it before").isFalse();
        assertThat(opened(BEN, token)).isEqualTo(refused(Opened.Why.EXPIRED));
    }

    @Test
    void k230ALinkIsGivenByWhoHoldsTheRowAndCountsAsLong() throws SQLException {
        Teams teams = new Teams(scoped);
        TeamId team = new TeamId(new UUID(1, 1));
        League.as(ANN, () -> teams.make(team, "team", null));
        League.as(ANN, () -> teams.join(team, DAN));
        assertThat(League.as(DAN, () -> shares.share(page, PAGE, MANY, ShareLevel.VIEW)))
                .isEqualTo(new Shared.Absent());
        League.as(CAT, () -> shares.share(page, PAGE, new ShareTarget.Team(team), ShareLevel.FULL));
        Token token = link(DAN, MANY, ShareLevel.FULL).token();
        opened(DAN, token);
        opened(BEN, token);
        assertThat(reads(BEN)).isTrue();

        League.as(DAN, () -> teams.leave(team, DAN));

        assertThat(reads(BEN)).isFalse();
        assertThat(reads(DAN)).as("by the link of their own").isFalse();
        assertThat(opened(ANN, token)).isEqualTo(refused(Opened.Why.OVER));
    }

    @Test
    void whatWasOpenedEndsWithTheMembership() throws SQLException {
        opened(DAN, link(CAT, MANY, ShareLevel.VIEW).token());
        Members members = new Members(scoped, MODEL);

        League.as(ANN, () -> members.end(DAN));
        database.asSuperuser(
                "insert into bailiwick_authority.membership (tenant_id, principal_id, roles) values ('%s', '%s', '{viewer}')"
                        .formatted(ACME, DAN));

        assertThat(reads(DAN)).as("after joining anew").isFalse();
    }

    @Test
    void eachOpeningIsKeptAndNobodyChangesThat() throws SQLException {
        Shared.Linked link = link(CAT, MANY, ShareLevel.VIEW);
        opened(DAN, link.token());
        opened(DAN, link.token());
        assertThat(League.as(CAT, () -> shares.accesses(page, PAGE, 10)))
                .as("within a minute it is one opening")
                .hasSize(1);
        database.asSuperuser(
                "update bailiwick_authority.membership set joined_at = now() - interval '1 day'",
                "update bailiwick_authority.share_opened set opened_at = now() - interval '1"
                        + " hour'");
        opened(DAN, link.token());
        opened(BEN, link.token());
        opened(FAY, link.token());

        assertThat(League.as(CAT, () -> shares.accesses(page, PAGE, 10)))
                .extracting(ShareAccess::principal)
                .containsExactly(BEN, DAN, DAN);
        assertThat(League.as(DAN, () -> shares.accesses(page, PAGE, 10))).isEmpty();
        for (String change :
                List.of(
                        "update bailiwick_authority.share_access set principal_id = '%s'"
                                .formatted(ANN),
                        "delete from bailiwick_authority.share_access",
                        "insert into bailiwick_authority.share_access select * from"
                                + " bailiwick_authority.share_access",
                        "select * from bailiwick_authority.share_access")) {
            assertThat(Sql.stateOf(() -> Sql.execute(scoped, League.in(ACME, CAT), change)))
                    .as(change)
                    .isEqualTo(Sql.REFUSED);
        }
        assertThat(
                        Sql.stateOf(
                                () ->
                                        database.asOwner(
                                                "update bailiwick_authority.share_access set at ="
                                                        + " now()")))
                .as("not even by a function of the owner's")
                .isEqualTo(Sql.REFUSED);
    }

    @Test
    void k232WhoeverReadsTheDatabaseHasNoToken() throws SQLException {
        Shared.Linked link = link(CAT, MANY, ShareLevel.VIEW);
        String secret = link.token().secret();
        String dump = dump();

        assertThat(link.toString()).doesNotContain(secret);
        assertThat(dump).doesNotContain(secret);
        String kept = Base64.getEncoder().encodeToString(link.token().hash());
        assertThat(dump).as("the control").contains(kept);
        assertThat(opened(DAN, new Token(kept)))
                .as("the hash itself opens nothing")
                .isEqualTo(refused(Opened.Why.UNKNOWN));
        assertThat(secret).as("256 bits").hasSize(43);
        assertThat(link(CAT, MANY, ShareLevel.VIEW).token()).isNotEqualTo(link.token());
        assertThat(opened(DAN, new Token(secret.substring(0, 42) + "=")))
                .isEqualTo(refused(Opened.Why.UNKNOWN));
        assertThat(reads(DAN)).isFalse();
    }

    /** Tokens that are kept as they are, and short enough to be tried. */
    @Test
    void k232ControlATokenThatIsKeptIsReadAndAShortOneGuessed() throws SQLException {
        database.asSuperuser(
                """
                create table bare_link (token text, resource uuid);
                create function open_bare(given text) returns uuid language sql security definer as
                    $$ select resource from league.bare_link where token = given $$;
                grant execute on function open_bare(text) to league_app;
                """,
                "insert into bare_link values ('%03d', '%s'), ('kept-as-it-is', '%2$s')"
                        .formatted(123, PAGE));
        Scope fay = new Scope.Identity(FAY);

        assertThat(dump()).contains("kept-as-it-is");
        assertThat(Sql.list(scoped, fay, "select league.open_bare('kept-as-it-is')"))
                .containsExactly(PAGE.toString());
        assertThat(
                        Sql.list(
                                scoped,
                                fay,
                                "select league.open_bare(lpad(n::text, 3, '0')) from"
                                        + " generate_series(0, 999) n"))
                .contains(PAGE.toString());
    }

    private String dump() throws SQLException {
        try (Connection all = database.as("postgres").getConnection()) {
            return Sql.list(all, DUMP).getFirst();
        }
    }
}
