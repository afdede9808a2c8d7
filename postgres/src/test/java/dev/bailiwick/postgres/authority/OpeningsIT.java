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
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.authority.ShareLevel;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** What openings and answers wait for, hold up and find changed, on both sides of a share. */
class OpeningsIT {

    private static final PrincipalId GUS = League.person(7);
    private static final UUID PAGE = new UUID(0xA, 1);
    private static final ShareTarget.Link OUTSIDE = ShareTarget.Link.inside().alsoOutside();
    private static final String OPEN = "select word from bailiwick_authority.open_link(?)";
    private static final String ANSWER = "select bailiwick_authority.answer_offer(?, ?, ?)";

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
                "insert into page (tenant_id, id, author_id, title) values ('%s', '%s', '%s', 'one')"
                        .formatted(ACME, PAGE, ANN));
    }

    private static final String BECOMES =
            "update bailiwick_authority.tenant set status = '%s' where tenant_id = '%s'";

    private Shared.Linked link(PrincipalId by, ShareTarget target) throws SQLException {
        return (Shared.Linked)
                League.as(by, () -> shares.share(page, PAGE, target, ShareLevel.VIEW));
    }

    private UUID offered() throws SQLException {
        ShareTarget bolt = new ShareTarget.OtherTenant(BOLT);
        return ((Shared.Open) League.as(ANN, () -> shares.share(page, PAGE, bolt, ShareLevel.VIEW)))
                .id();
    }

    /**
     * What is answered to somebody of Bolt, and whether Acme can then revoke what was answered and
     * expel who gave it.
     */
    private String beside(PrincipalId who, String sql, Object... arguments) throws SQLException {
        return Scopes.call(
                League.in(BOLT, who),
                () -> {
                    try (Connection open = scoped.getConnection()) {
                        open.setAutoCommit(false);
                        String word = Sql.list(open, sql, arguments).getFirst();
                        String state = Sql.stateOf(this::changeAcme);
                        open.rollback();
                        return word + (state.isEmpty() ? "" : " and " + state);
                    }
                });
    }

    private void changeAcme() throws SQLException {
        League.as(
                ANN,
                () -> {
                    try (Connection connection = scoped.getConnection()) {
                        connection.setAutoCommit(false);
                        Sql.execute(connection, "set local lock_timeout = '500ms'");
                        List<String> words =
                                Sql.list(
                                        connection,
                                        "select bailiwick_authority.revoke_share(s.id) from"
                                                + " bailiwick_authority.shares_of('page', ?) s",
                                        PAGE);
                        for (PrincipalId who : List.of(CAT, DAN)) {
                            Sql.list(
                                    connection,
                                    "select bailiwick_authority.end_membership(?)",
                                    who.text());
                        }
                        connection.rollback();
                        return words;
                    }
                });
    }

    @Test
    void k230NobodyHoldsUpTheAuthorityOfAnotherTenant() throws SQLException {
        byte[] inside = link(ANN, ShareTarget.Link.inside()).token().hash();
        Shared.Linked over = link(ANN, OUTSIDE);
        League.as(ANN, () -> shares.revoke(over.id()));

        assertThat(beside(EVE, OPEN, (Object) inside)).isEqualTo("members only");
        assertThat(beside(EVE, OPEN, (Object) over.token().hash())).isEqualTo("over");
        assertThat(beside(EVE, OPEN, (Object) link(ANN, OUTSIDE).token().hash()))
                .as("nor by opening what is not for once")
                .isEqualTo("opened");
        UUID offer = offered();
        assertThat(beside(GUS, ANSWER, ACME.text(), offer, true))
                .as("without the permission")
                .isEqualTo("forbidden");
        assertThat(beside(EVE, ANSWER, ACME.text(), offer, true)).isEqualTo("done");
        assertThat(beside(EVE, ANSWER, ACME.text(), offer, false)).isEqualTo("done");
        assertThat(beside(EVE, OPEN, (Object) link(ANN, OUTSIDE.onlyOnce()).token().hash()))
                .isEqualTo("opened");
    }

    @Test
    void k230AnInvitationThatIsNotOnesOwnHoldsUpNothing() throws SQLException {
        String answer = "select word from bailiwick_authority.answer_invitation(?, true)";
        Invitations invitations = new Invitations(scoped, League.MODEL);
        byte[] fays =
                ((Invited.Open)
                                League.as(
                                        ANN,
                                        () ->
                                                invitations.invite(
                                                        League.address(FAY),
                                                        Set.of(League.MEMBER),
                                                        Duration.ofDays(1))))
                        .token()
                        .hash();

        assertThat(beside(EVE, answer, (Object) fays)).isEqualTo("other address");
        database.asSuperuser("update bailiwick_authority.invitation set state = 'declined'");
        assertThat(beside(FAY, answer, (Object) fays)).isEqualTo("over");
        database.asSuperuser("update bailiwick_authority.invitation set state = 'pending'");
        assertThat(beside(FAY, answer, (Object) fays))
                .as("the control")
                .isEqualTo("joined and 55P03");
    }

    @Test
    void whoIsSuspendedInATenantIsNoGuestOfIt() throws SQLException {
        database.asSuperuser(
                "insert into bailiwick_authority.membership (tenant_id, principal_id, roles, joined_at) values ('%s', '%s', '{member}', now() - interval '1 day')"
                        .formatted(ACME, GUS));
        Shared.Linked link = link(ANN, OUTSIDE);
        assertThat(opened(BOLT, GUS, link)).isInstanceOf(Opened.Row.class);
        Members members = new Members(scoped, League.MODEL);
        League.as(ANN, () -> members.suspend(GUS));

        assertThat(opened(BOLT, GUS, link)).isEqualTo(new Opened.Refused(Opened.Why.NO_HOME));
        assertThat(reads(GUS)).isFalse();
    }

    @Test
    void anOfferIsOnNobodyElsesRecordBeforeItIsAccepted() throws SQLException {
        for (int i = 0; i < 3; i++) {
            UUID offer = offered();
            League.as(ANN, () -> shares.revoke(offer));
        }

        assertThat(crossings()).isZero();
        UUID offer = offered();
        Scopes.call(League.in(BOLT, EVE), () -> received.accept(ACME, offer));
        Scopes.call(League.in(BOLT, EVE), () -> received.open(ACME, offer));
        Scopes.call(League.in(BOLT, EVE), () -> received.open(ACME, offer));
        assertThat(crossings()).as("accepted, and opened within one minute").isEqualTo(2);
        League.as(ANN, () -> shares.revoke(offer));
        assertThat(crossings()).isEqualTo(3);
    }

    private long crossings() throws SQLException {
        return League.number(
                database,
                "select count(*) from bailiwick_authority.audit where tenant_id = '%s' and kind = 'crossed'"
                        .formatted(BOLT));
    }

    /** The control: who takes the lock is waited for. */
    @Test
    void k230ControlALockOfAuthorityIsWaitedFor() throws SQLException {
        database.asSuperuser(
                """
                create function hold(held uuid) returns text language sql security definer as
                    $$ select bailiwick_authority.lock_tenant(held); select 'held' $$;
                grant execute on function hold(uuid) to league_app;
                """);

        assertThat(beside(EVE, "select league.hold(?)", ACME.value())).isEqualTo("held and 55P03");
    }

    @Test
    void k230ALinkForOnceOpensOnceAlsoOnAnOlderSnapshot() throws SQLException {
        Shared.Linked once = link(ANN, ShareTarget.Link.inside().alsoOutside().onlyOnce());
        String state =
                Scopes.call(
                        League.in(BOLT, GUS),
                        () -> {
                            try (Connection older = scoped.getConnection()) {
                                older.setAutoCommit(false);
                                older.setTransactionIsolation(
                                        Connection.TRANSACTION_REPEATABLE_READ);
                                Sql.list(older, "select title from page");
                                assertThat(opened(BOLT, EVE, once)).isInstanceOf(Opened.Row.class);
                                String failed =
                                        Sql.stateOf(
                                                () -> Sql.list(older, OPEN, once.token().hash()));
                                if (failed.isEmpty()) {
                                    older.commit();
                                }
                                return failed;
                            }
                        });

        assertThat(state).as("it is to be tried again").isEqualTo("40001");
        assertThat(opened(BOLT, GUS, once)).isEqualTo(new Opened.Refused(Opened.Why.OVER));
        assertThat(reads(EVE)).isTrue();
        assertThat(reads(GUS)).isFalse();
    }

    private Opened opened(TenantId in, PrincipalId who, Shared.Linked link) throws SQLException {
        return Scopes.call(League.in(in, who), () -> received.open(link.token()));
    }

    private boolean reads(PrincipalId guest) throws SQLException {
        return !Sql.list(scoped, new Scope.Guest(ACME, BOLT, guest), "select title from page")
                .isEmpty();
    }

    @Test
    void whatGoesWhileItIsOpenedIsOver() throws Exception {
        League.as(
                ANN, () -> shares.share(page, PAGE, new ShareTarget.Member(CAT), ShareLevel.FULL));
        Shared.Linked link = link(CAT, ShareTarget.Link.inside());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Opened> opening =
                    League.as(
                            ANN,
                            () -> {
                                try (Connection ending = scoped.getConnection()) {
                                    ending.setAutoCommit(false);
                                    Sql.list(
                                            ending,
                                            "select bailiwick_authority.end_membership(?)",
                                            CAT.text());
                                    Future<Opened> waiting =
                                            threads.submit(() -> opened(ACME, DAN, link));
                                    awaitAWaitingOne();
                                    ending.commit();
                                    return waiting;
                                }
                            });

            assertThat(opening.get(2, TimeUnit.MINUTES))
                    .isEqualTo(new Opened.Refused(Opened.Why.OVER));
        }
    }

    /** Who was the first and has had nothing keeps it from nobody. */
    @Test
    void whatIsForOnceIsNotUsedUpByWhoDidNotOpenIt() throws Exception {
        Shared.Linked once = link(ANN, ShareTarget.Link.inside().onlyOnce());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection closing = database.as("postgres").getConnection()) {
            closing.setAutoCommit(false);
            Sql.execute(closing, BECOMES.formatted("suspended", ACME));
            Future<Opened> first = threads.submit(() -> opened(ACME, DAN, once));
            awaitAWaitingOne();
            closing.commit();

            assertThat(first.get(2, TimeUnit.MINUTES))
                    .isEqualTo(new Opened.Refused(Opened.Why.CLOSED));
        }
        database.asSuperuser(BECOMES.formatted("active", ACME));

        assertThat(opened(ACME, BEN, once)).isInstanceOf(Opened.Row.class);
        assertThat(opened(ACME, DAN, once)).isEqualTo(new Opened.Refused(Opened.Why.OVER));
        database.asSuperuser(BECOMES.formatted("suspended", ACME));
        assertThat(opened(ACME, BEN, once)).isEqualTo(new Opened.Refused(Opened.Why.CLOSED));
        database.asSuperuser(BECOMES.formatted("active", ACME));
        assertThat(opened(ACME, DAN, once)).as("it stays taken").isInstanceOf(Opened.Refused.class);
    }

    private void awaitAWaitingOne() throws SQLException, InterruptedException {
        for (int i = 0; i < 2_400; i++) {
            if (League.number(
                            database,
                            "select count(*) from pg_stat_activity where datname ="
                                    + " current_database() and wait_event_type = 'Lock'")
                    > 0) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("Nobody waits");
    }

    @Test
    void anAnswerIsYesOrNo() throws SQLException {
        UUID offer = offered();

        assertThat(
                        Sql.stateOf(
                                () ->
                                        Sql.list(
                                                scoped,
                                                League.in(BOLT, EVE),
                                                ANSWER,
                                                ACME.text(),
                                                offer,
                                                null)))
                .isEqualTo("22023");
        assertThat(Scopes.call(League.in(BOLT, EVE), () -> received.offers(10)))
                .extracting(Offer::accepted)
                .containsExactly(false);
    }
}
