package dev.bailiwick.spring.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bailiwick.core.AuthorityMovedException;
import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.spring.TenantMembership.Standing;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

/** Streams that rest on more than one tenant. */
class WideWatchTest {

    private static final TenantId ACME = new TenantId(new UUID(0xA, 1));
    private static final TenantId BOLT = new TenantId(new UUID(0xB, 1));
    private static final PrincipalId ANN = new PrincipalId(new UUID(0, 1));
    private static final Scope.Tenants BOTH =
            Scope.Tenants.together(List.of(scope(ACME), scope(BOLT)));
    private static final Scope.Guest GUEST = new Scope.Guest(ACME, BOLT, ANN);

    private final Map<TenantId, Standing> standings = new ConcurrentHashMap<>();
    private final Memberships memberships =
            new Memberships(
                    (_, tenant) -> standings.getOrDefault(tenant, new Standing.Stranger()),
                    Duration.ofMillis(10));

    WideWatchTest() {
        standings.put(ACME, Standing.member(scope(ACME), Set.of("READ")));
        standings.put(BOLT, Standing.member(scope(BOLT), Set.of("READ")));
    }

    @AfterEach
    void close() {
        memberships.close();
    }

    private static Scope.Tenant scope(TenantId tenant) {
        return Scope.Tenant.of(tenant).as(ANN).at(new Epoch(7));
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(2, TimeUnit.MINUTES)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsLostInOneOfSeveralTenantsIsLostAndToldOnce(boolean inTheFirst)
            throws InterruptedException {
        CountDownLatch lost = new CountDownLatch(1);
        AtomicInteger told = new AtomicInteger();
        try (Watch _ =
                memberships.watch(
                        BOTH,
                        () -> {
                            told.incrementAndGet();
                            lost.countDown();
                        })) {
            standings.put(
                    inTheFirst ? ACME : BOLT,
                    Standing.member(
                            scope(inTheFirst ? ACME : BOLT).at(new Epoch(8)), Set.of("WRITE")));
            await(lost);
            standings.clear();
            awaitTwoRoundsOfAnother();
        }
        assertThat(told).hasValue(1);
    }

    /** Another's is lost twice, one after the other: everybody was asked about in between. */
    private void awaitTwoRoundsOfAnother() throws InterruptedException {
        for (int round = 0; round < 2; round++) {
            TenantId other = new TenantId(new UUID(0xC, round));
            standings.put(other, Standing.member(scope(other), Set.of()));
            CountDownLatch lost = new CountDownLatch(1);
            memberships.watch(scope(other), lost::countDown);
            standings.remove(other);
            await(lost);
        }
    }

    @Test
    void whatIsClosedIsNotTold() throws InterruptedException {
        AtomicBoolean told = new AtomicBoolean();
        memberships.watch(BOTH, () -> told.set(true)).close();
        memberships.watchWhile(GUEST, () -> false, () -> told.set(true)).close();

        standings.clear();
        awaitTwoRoundsOfAnother();

        assertThat(told).isFalse();
    }

    @Test
    void thereMustBeSomethingToLose() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memberships.watch(Scope.Tenants.of(ACME, BOLT), () -> {}));
        assertThatExceptionOfType(AuthorityMovedException.class)
                .isThrownBy(
                        () ->
                                memberships.watch(
                                        BOTH.at(Map.of(ACME, new Epoch(7), BOLT, new Epoch(6))),
                                        () -> {}));
        standings.remove(BOLT);
        assertThatExceptionOfType(MembershipLostException.class)
                .isThrownBy(() -> memberships.watch(BOTH, () -> {}));
        assertThatExceptionOfType(MembershipLostException.class)
                .isThrownBy(() -> memberships.watchWhile(GUEST, () -> true, () -> {}));
    }

    @Test
    void aGuestIsAskedAboutEachTimeInTheScopeOfAGuestWithoutAnEpoch() throws InterruptedException {
        CountDownLatch lost = new CountDownLatch(1);
        CountDownLatch twice = new CountDownLatch(2);
        AtomicBoolean shared = new AtomicBoolean(true);
        Set<Scope> scopes = ConcurrentHashMap.newKeySet();
        memberships.watchWhile(
                GUEST.at(new Epoch(3)),
                () -> {
                    scopes.add(Scopes.require());
                    twice.countDown();
                    return shared.get();
                },
                lost::countDown);

        await(twice);
        assertThat(lost.getCount()).as("what is shared still").isEqualTo(1);
        assertThat(scopes).containsExactly(GUEST);
        shared.set(false);

        await(lost);
    }

    @Test
    void whoIsNoMemberAtHomeIsNoGuestAndWhoHoldsLessThereIsOneStill() throws InterruptedException {
        CountDownLatch lost = new CountDownLatch(1);
        memberships.watchWhile(GUEST, () -> true, lost::countDown);
        standings.put(BOLT, Standing.member(scope(BOLT).at(new Epoch(8)), Set.of()));
        awaitTwoRoundsOfAnother();
        assertThat(lost.getCount()).as("what is held at home is no matter").isEqualTo(1);

        standings.put(BOLT, new Standing.Suspended("for a reason"));

        await(lost);
    }
}
