package dev.bailiwick.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

class RefusalSumsTest {

    private static final TenantId ACME = new TenantId(new UUID(0xA, 1));
    private static final TenantId BOLT = new TenantId(new UUID(0xB, 1));
    private static final Scope.Tenant ANN = in(ACME, 1);
    private static final Scope.Tenant BEN = in(ACME, 2);
    private static final Rule MUTE = Rule.permission(List.of("FINDING_MUTE"));

    private final Ticking clock = new Ticking();
    private final Kept kept = new Kept();
    private final RefusalSums sums = new RefusalSums(kept, clock);

    private static Scope.Tenant in(TenantId tenant, long principal) {
        return Scope.Tenant.of(tenant).as(new PrincipalId(new UUID(0, principal)));
    }

    @Test
    void areOfOnePrincipalOneRuleAndOneMinute() {
        sums.refused(ANN, MUTE);
        sums.refused(ANN, MUTE);
        sums.refused(ANN, Rule.RANK);
        sums.refused(BEN, MUTE);
        clock.passes(Duration.ofMinutes(1));
        sums.refused(ANN, MUTE);

        sums.flush();

        assertThat(kept.lines)
                .containsExactlyInAnyOrder(
                        ANN.described() + " 10:00 {permission:FINDING_MUTE=2, rank=1}",
                        BEN.described() + " 10:00 {permission:FINDING_MUTE=1}");
        sums.close();
        assertThat(kept.lines)
                .last()
                .isEqualTo(ANN.described() + " 10:01 {permission:FINDING_MUTE=1}");
    }

    @Test
    void areKeptOnce() {
        sums.refused(ANN, MUTE);
        clock.passes(Duration.ofMinutes(1));
        sums.flush();
        sums.flush();
        sums.close();

        assertThat(kept.lines).hasSize(1);
        assertThat(sums.counts()).isEqualTo(new RefusalSums.Counts(0, 0, 0, 0));
    }

    /** Else who reads the record at once misses what a thread of the background has at hand. */
    @Test
    void areKeptWhenAFlushReturnsAlsoThoseThatAnotherHasTaken() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger done = new AtomicInteger();
        RefusalSums slow =
                new RefusalSums(
                        (whose, minute, counts) -> {
                            taken.countDown();
                            goOn.await();
                            done.incrementAndGet();
                        },
                        clock);
        slow.refused(ANN, MUTE);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> _ = threads.submit(slow::flushAll);
            taken.await();
            Thread[] waiter = new Thread[1];
            CountDownLatch begun = new CountDownLatch(1);
            Future<Integer> second =
                    threads.submit(
                            () -> {
                                waiter[0] = Thread.currentThread();
                                begun.countDown();
                                slow.flushAll();
                                return done.get();
                            });
            begun.await();
            while (!second.isDone() && waiter[0].getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            goOn.countDown();

            assertThat(second.get()).isEqualTo(1);
        }
    }

    @Test
    void ofNobodyAreOnlyCounted() {
        sums.refused(null, Rule.NOT_MEMBER);
        sums.refused(Scope.Tenant.of(ACME), Rule.NOT_MEMBER);
        sums.refused(new Scope.Global(), Rule.NOT_MEMBER);
        sums.close();

        assertThat(kept.lines).isEmpty();
        assertThat(sums.counts().anonymous()).isEqualTo(3);
    }

    @Test
    void ofOneWhoTriesManyTenantsTakeNoRoomFromOthers() {
        for (int i = 0; i < 20_000; i++) {
            sums.refused(in(new TenantId(new UUID(9, i)), 1), Rule.NOT_MEMBER);
        }
        sums.refused(BEN, MUTE);
        sums.close();

        assertThat(kept.lines).hasSize(51).contains(BEN.described() + " 10:00 {" + MUTE + "=1}");
        assertThat(sums.counts().overflowed()).isEqualTo(19_950);
    }

    @Test
    void ofOneWhoTriesManyTenantsAreKeptWhereTheyAreAMember() {
        Scopes.run(
                ANN,
                () -> {
                    for (int i = 0; i < 100; i++) {
                        sums.refused(in(new TenantId(new UUID(9, i)), 1), Rule.NOT_MEMBER);
                    }
                });
        for (int i = 0; i < 60; i++) {
            sums.refused(ANN, Rule.role("r" + i));
        }
        sums.refused(in(BOLT, 1), MUTE);
        sums.close();

        assertThat(kept.lines)
                .contains(in(BOLT, 1).described() + " 10:00 {overflow=1}")
                .filteredOn(line -> line.startsWith(ANN.described()))
                .singleElement()
                .asString()
                .contains("overflow=60", "role:r0=1", "role:r49=1")
                .doesNotContain("role:r50=");
    }

    @Test
    void whatOneHasThatFlowedOverIsBoundedWhileTheStoreIsGone() {
        kept.failing = true;
        for (int minute = 0; minute < 50; minute++) {
            for (int i = 0; i < 150; i++) {
                sums.refused(ANN, Rule.role("r" + i));
            }
            clock.passes(Duration.ofMinutes(1));
            sums.flush();
        }

        assertThat(sums.counts().waiting()).isEqualTo(110);
    }

    @Test
    void takeNoMoreRoomThanThereIs() {
        for (int i = 0; i < 30_000; i++) {
            sums.refused(in(ACME, i), MUTE);
        }

        assertThat(sums.counts().waiting()).as("and that they flowed over").isEqualTo(20_000);
        assertThat(sums.counts().overflowed()).isEqualTo(20_000);
    }

    @Test
    void ofTooManyRulesAreKeptAsWhatFlowedOver() {
        for (int i = 0; i < 250; i++) {
            sums.refused(ANN, Rule.role("r" + i));
        }
        sums.close();

        assertThat(kept.lines).singleElement().asString().contains("overflow=150");
    }

    @Test
    void thatCannotBeKeptAreTriedAgainForAnHour() {
        kept.failing = true;
        sums.refused(ANN, MUTE);
        clock.passes(Duration.ofMinutes(30));
        sums.refused(ANN, MUTE);
        sums.flush();
        assertThat(sums.counts().waiting()).isEqualTo(2);

        clock.passes(Duration.ofMinutes(31));
        sums.flush();
        kept.failing = false;
        sums.flush();

        assertThat(kept.lines).containsExactly(ANN.described() + " 10:30 {" + MUTE + "=1}");
        assertThat(sums.counts()).isEqualTo(new RefusalSums.Counts(0, 0, 1, 0));
    }

    @Test
    void askAStoreThatIsGoneNoMoreThanThreeTimesInARow() {
        kept.failing = true;
        for (int i = 0; i < 50; i++) {
            sums.refused(in(ACME, i), MUTE);
        }
        clock.passes(Duration.ofMinutes(1));
        sums.flush();

        assertThat(kept.tries).isEqualTo(3);
        assertThat(sums.counts().waiting()).isEqualTo(50);
    }

    @Test
    void missNoneWhenSeveralThreadsAreRefusedWhileTheyAreKept() throws InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            Callable<Integer> refused =
                    () -> {
                        for (int i = 0; i < 5_000; i++) {
                            sums.refused(in(ACME, i % 7), MUTE);
                        }
                        return 0;
                    };
            Callable<Integer> flushing =
                    () -> {
                        for (int i = 0; i < 50; i++) {
                            clock.passes(Duration.ofMinutes(1));
                            sums.flush();
                        }
                        return 0;
                    };
            threads.invokeAll(List.of(refused, refused, refused, flushing));
        }
        sums.close();

        assertThat(kept.total).isEqualTo(15_000);
    }

    /** A store that has kept what it said it had not. */
    @Test
    void areTriedAgainAsTheSameBatchWhateverComesToThemMeanwhile() {
        sums.refused(ANN, MUTE);
        kept.failing = true;
        sums.flushAll();
        sums.refused(ANN, MUTE);
        sums.refused(ANN, Rule.RANK);
        kept.failing = false;
        sums.flushAll();

        assertThat(kept.batches).hasSize(3);
        assertThat(kept.batches.getFirst()).isIn(kept.batches.subList(1, 3));
        assertThat(Set.copyOf(kept.batches)).hasSize(2);
        assertThat(kept.lines)
                .containsExactlyInAnyOrder(
                        ANN.described() + " 10:00 {permission:FINDING_MUTE=1}",
                        ANN.described() + " 10:00 {permission:FINDING_MUTE=1, rank=1}");
        assertThat(sums.counts().waiting()).isZero();
    }

    @Test
    void thatWaitForTheStoreKeepTheirRoom() {
        kept.failing = true;
        for (int minute = 0; minute < 5; minute++) {
            for (int i = 0; i < 4_000; i++) {
                sums.refused(in(ACME, 1_000_000L * minute + i), MUTE);
            }
            clock.passes(Duration.ofMinutes(1));
            sums.flush();
        }

        assertThat(sums.counts().waiting()).isLessThanOrEqualTo(20_000);
        assertThat(sums.counts().overflowed()).isEqualTo(10_000);
        kept.failing = false;
        sums.flush();
        assertThat(sums.counts().waiting()).isZero();
    }

    @Test
    void aRuleHoldsNothingOfARequest() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Rule("a b"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Rule(""));
        assertThat(Rule.permission(List.of("B", "A")).name()).isEqualTo("permission:A,B");
        assertThat(Rule.role("x\n" + "y".repeat(500)).name()).hasSize(200).startsWith("role:x_y");
    }

    private static final class Kept implements RefusalSums.Store {

        private final List<String> lines = new ArrayList<>();
        private volatile boolean failing;
        private int tries;
        private long total;

        private final List<UUID> batches = new ArrayList<>();

        @Override
        public synchronized void keep(
                Scope.Tenant whose, Instant minute, Map<Rule, Long> counts, UUID batch)
                throws IOException {
            batches.add(batch);
            keep(whose, minute, counts);
        }

        @Override
        public synchronized void keep(Scope.Tenant whose, Instant minute, Map<Rule, Long> counts)
                throws IOException {
            tries++;
            if (failing) {
                throw new IOException("gone");
            }
            Map<String, Long> sorted = new TreeMap<>();
            counts.forEach((rule, count) -> sorted.put(rule.name(), count));
            total += counts.values().stream().mapToLong(Long::longValue).sum();
            lines.add(
                    "%s %s %s"
                            .formatted(
                                    whose.described(),
                                    minute.atZone(ZoneOffset.UTC).toLocalTime(),
                                    sorted));
        }
    }

    private static final class Ticking extends Clock {

        private volatile Instant now = Instant.parse("2026-03-01T10:00:07Z");

        private synchronized void passes(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
