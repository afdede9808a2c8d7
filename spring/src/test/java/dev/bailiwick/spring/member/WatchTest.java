package dev.bailiwick.spring.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.bailiwick.core.AuthorityMovedException;
import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.spring.Authority;
import dev.bailiwick.spring.TenantMembership.Standing;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

class WatchTest {

    private static final TenantId ACME = new TenantId(new UUID(0xA, 1));
    private static final PrincipalId ANN = new PrincipalId(new UUID(0, 1));
    private static final PrincipalId BEN = new PrincipalId(new UUID(0, 2));

    private final Map<PrincipalId, Standing> standings = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final Memberships memberships =
            new Memberships(
                    (principal, _) -> {
                        asked.incrementAndGet();
                        Standing standing = standings.get(principal);
                        if (standing == null) {
                            throw new IllegalStateException("the database is away");
                        }
                        return standing;
                    },
                    Duration.ofMillis(10));

    WatchTest() {
        standings.put(ANN, Standing.member(scope(ANN), Set.of("READ")));
        standings.put(BEN, Standing.member(scope(BEN), Set.of("READ")));
    }

    @AfterEach
    void close() {
        memberships.close();
    }

    private static Scope.Tenant scope(PrincipalId who) {
        return Scope.Tenant.of(ACME).as(who).at(new Epoch(7));
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(2, TimeUnit.MINUTES)).isTrue();
    }

    /** Until two have lost it one after the other: everybody was asked about in between. */
    private void awaitTwoRounds() throws InterruptedException {
        for (int round = 0; round < 2; round++) {
            CountDownLatch lost = new CountDownLatch(1);
            standings.put(BEN, Standing.member(scope(BEN), Set.of("READ")));
            memberships.watch(scope(BEN), lost::countDown);
            standings.put(BEN, new Standing.Stranger());
            await(lost);
        }
    }

    @Test
    void whoIsSuspendedExpelledOrCannotBeAskedAboutHasLostIt() throws InterruptedException {
        for (boolean known : new boolean[] {true, false}) {
            CountDownLatch lost = new CountDownLatch(1);
            standings.put(ANN, Standing.member(scope(ANN), Set.of("READ")));
            memberships.watch(scope(ANN), lost::countDown);
            if (known) {
                standings.put(ANN, new Standing.Suspended("for a reason"));
            } else {
                standings.remove(ANN);
            }

            await(lost);
        }
    }

    @Test
    void aPermissionThatIsGoneEndsItAndOneThatCameDoesNot() throws InterruptedException {
        CountDownLatch lost = new CountDownLatch(1);
        memberships.watch(scope(ANN), lost::countDown);

        standings.put(ANN, Standing.member(scope(ANN).at(new Epoch(8)), Set.of("READ", "WRITE")));
        awaitTwoRounds();
        assertThat(lost.getCount()).isEqualTo(1);
        standings.put(ANN, Standing.member(scope(ANN).at(new Epoch(9)), Set.of("WRITE")));

        await(lost);
    }

    @Test
    void whatElseItRestsOnIsAskedBehindEachChangeInTheScopeOfThen() throws InterruptedException {
        CountDownLatch lost = new CountDownLatch(1);
        CountDownLatch first = new CountDownLatch(1);
        AtomicInteger questions = new AtomicInteger();
        AtomicBoolean shared = new AtomicBoolean(true);
        Set<Scope> scopes = ConcurrentHashMap.newKeySet();
        memberships.watchWhile(
                scope(ANN),
                () -> {
                    scopes.add(Scopes.require());
                    questions.incrementAndGet();
                    first.countDown();
                    return shared.get();
                },
                lost::countDown);
        awaitTwoRounds();
        assertThat(questions).as("nothing has changed").hasValue(0);

        standings.put(ANN, Standing.member(scope(ANN).at(new Epoch(8)), Set.of("READ")));
        await(first);
        awaitTwoRounds();
        assertThat(questions).hasValue(1);
        assertThat(scopes).containsExactly(scope(ANN).at(new Epoch(8)));
        assertThat(lost.getCount()).isEqualTo(1);

        shared.set(false);
        standings.put(ANN, Standing.member(scope(ANN).at(new Epoch(9)), Set.of("READ")));
        await(lost);
    }

    @Test
    void whatCannotBeAskedIsLostAndWhatHasMovedAgainIsAskedAgain() throws InterruptedException {
        CountDownLatch lost = new CountDownLatch(1);
        AtomicInteger questions = new AtomicInteger();
        memberships.watchWhile(
                scope(ANN),
                () -> {
                    if (questions.incrementAndGet() < 3) {
                        throw new AuthorityMovedException(scope(ANN));
                    }
                    throw new IllegalStateException("the database is away");
                },
                lost::countDown);

        standings.put(ANN, Standing.member(scope(ANN).at(new Epoch(8)), Set.of("READ")));

        await(lost);
        assertThat(questions).hasValue(3);
    }

    @Test
    void whatIsClosedIsNotTold() throws InterruptedException {
        CountDownLatch lost = new CountDownLatch(1);
        try (Watch watch = memberships.watch(scope(ANN), lost::countDown)) {
            assertThat(watch).isNotNull();
        }

        standings.put(ANN, new Standing.Stranger());
        awaitTwoRounds();

        assertThat(lost.getCount()).isEqualTo(1);
    }

    @Test
    void whoTakesLongToEndKeepsNobodyWaiting() throws InterruptedException {
        CountDownLatch stuck = new CountDownLatch(1);
        memberships.watch(
                scope(ANN),
                () -> {
                    try {
                        await(stuck);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        standings.put(ANN, new Standing.Stranger());

        awaitTwoRounds();

        stuck.countDown();
    }

    @Test
    void manyOfOnePrincipalAreOneQuestion() throws InterruptedException {
        CountDownLatch lost = new CountDownLatch(1000);
        for (int i = 0; i < 1000; i++) {
            memberships.watch(scope(ANN), lost::countDown);
        }
        int begun = asked.get();

        standings.put(ANN, new Standing.Stranger());
        await(lost);

        assertThat(asked.get() - begun).isLessThan(500);
    }

    @Test
    void whatCannotBeReadOrAskedIsLostAndTheOthersAreAskedAboutAllTheSame()
            throws InterruptedException {
        for (Throwable fault :
                List.of(new IllegalStateException("closed"), new StackOverflowError())) {
            CountDownLatch lost = new CountDownLatch(1);
            standings.put(ANN, Standing.member(scope(ANN), Set.of("READ")));
            memberships.watch(scope(ANN), lost::countDown);

            standings.put(ANN, new Standing.Member(new Unreadable(fault)));

            await(lost);
            awaitTwoRounds();
        }
    }

    @Test
    void anErrorInTheQuestionIsALossToo() throws InterruptedException {
        AtomicBoolean failing = new AtomicBoolean();
        try (Watches watches =
                new Watches(
                        _ -> {
                            if (failing.get()) {
                                throw new NoClassDefFoundError("Standing");
                            }
                            return standing(ANN);
                        },
                        Duration.ofMillis(10))) {
            for (int time = 0; time < 2; time++) {
                CountDownLatch lost = new CountDownLatch(1);
                failing.set(false);
                watches.add(who(1), Watched.Ground.held(authority()), lost::countDown);
                failing.set(true);

                await(lost);
            }
        }
    }

    @Test
    void whoIsNotAnsweredForHasLostItAndHoldsNobodyUp() throws InterruptedException {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch ofAnn = new CountDownLatch(1);
        CountDownLatch ofBen = new CountDownLatch(1);
        try (Watches watches =
                new Watches(
                        who -> {
                            if (who.equals(who(2))) {
                                return new Standing.Stranger();
                            }
                            awaitQuietly(stuck);
                            return standing(ANN);
                        },
                        Duration.ofMillis(10),
                        Duration.ofMillis(200))) {
            watches.add(who(1), Watched.Ground.held(authority()), ofAnn::countDown);
            watches.add(who(2), Watched.Ground.held(authority()), ofBen::countDown);

            await(ofBen);
            await(ofAnn);
        } finally {
            stuck.countDown();
        }
    }

    @Test
    void someAreAskedAboutAtOnceAndNotAll() throws InterruptedException {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch lost = new CountDownLatch(100);
        CountDownLatch several = new CountDownLatch(8);
        try (Watches watches =
                new Watches(
                        _ -> {
                            most.accumulateAndGet(now.incrementAndGet(), Math::max);
                            several.countDown();
                            awaitQuietly(several);
                            now.decrementAndGet();
                            return new Standing.Stranger();
                        },
                        Duration.ofMillis(10))) {
            for (int i = 1; i <= 100; i++) {
                watches.add(who(i), Watched.Ground.held(authority()), lost::countDown);
            }

            await(lost);
        }
        assertThat(most).hasValue(8);
    }

    @Test
    void whatElseItRestsOnIsAskedOfSomeAtOnceAndNotOfAll() throws InterruptedException {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch lost = new CountDownLatch(100);
        CountDownLatch several = new CountDownLatch(8);
        for (int i = 1; i <= 100; i++) {
            memberships.watchWhile(
                    scope(ANN),
                    () -> {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        several.countDown();
                        awaitQuietly(several);
                        now.decrementAndGet();
                        return false;
                    },
                    lost::countDown);
        }

        standings.put(ANN, Standing.member(scope(ANN).at(new Epoch(8)), Set.of("READ")));

        await(lost);
        assertThat(most).hasValue(8);
    }

    private static Watched.Who who(int number) {
        return new Watched.Who(new PrincipalId(new UUID(0, number)), ACME);
    }

    private static Standing standing(PrincipalId who) {
        return Standing.member(scope(who), Set.of("READ"));
    }

    private static Authority authority() {
        return ((Standing.Member) standing(ANN)).authority();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            await(latch);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Unreadable(Throwable fault) implements Authority {

        @Override
        public Scope scope() {
            return WatchTest.scope(ANN);
        }

        @Override
        public Set<String> permissions() {
            if (fault instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) fault;
        }
    }

    @Test
    void thereMustBeSomethingToLose() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memberships.watch(Scope.Tenant.of(ACME), () -> {}));
        assertThatExceptionOfType(AuthorityMovedException.class)
                .isThrownBy(() -> memberships.watch(scope(ANN).at(new Epoch(6)), () -> {}));
        standings.put(ANN, new Standing.Stranger());
        assertThatExceptionOfType(MembershipLostException.class)
                .isThrownBy(() -> memberships.watch(scope(ANN), () -> {}));
        memberships.close();
        assertThatIllegalStateException().isThrownBy(() -> memberships.watch(scope(BEN), () -> {}));
    }

    @Test
    void itIsAskedOftenEnoughAndNotAllTheTime() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WatchProperties(Duration.ofMillis(99)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WatchProperties(Duration.ofSeconds(61)));
        assertThat(new WatchProperties(Duration.ofMinutes(1)).watch())
                .isEqualTo(Duration.ofMinutes(1));
    }
}
