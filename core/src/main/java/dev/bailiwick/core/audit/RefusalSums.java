package dev.bailiwick.core.audit;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sums refusals up by principal, tenant, rule and minute, and has them kept once the minute is
 * over: somebody who is refused a thousand times a second leaves one row a minute. Whoever is
 * nobody in particular is only counted.
 *
 * <p>What is summed is in memory until then. A process that ends in order keeps it; one that is
 * killed loses the open minute, and what could not be kept before. Several processes keep sums of
 * their own. Safe for use by several threads.
 */
public final class RefusalSums implements RefusalAudit, AutoCloseable {

    /** What the sums of whom that there is no room for are kept as. */
    static final Rule OVERFLOW = new Rule("overflow");

    private static final int MOST = 10_000;
    private static final int MOST_OF_ONE = 100;

    /** Of which for tenants that somebody is not in, and names as many of as they like. */
    private static final int MOST_STRANGE = 50;

    private static final int MOST_OVERFLOWS_OF_ONE = 10;
    private static final int MOST_FAILURES = 3;
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Store store;
    private final Clock clock;
    private final Lock keeping = new ReentrantLock();
    private final Map<Bucket, Map<Rule, Long>> sums = new HashMap<>();
    private final Map<PrincipalId, Held> ofOne = new HashMap<>();
    private final List<Batch> again = new ArrayList<>();
    private int size;
    private int overflows;
    private long anonymous;
    private long overflowed;
    private long lost;
    private @Nullable ScheduledExecutorService flushing;

    /** Sums that are kept when {@link #flush} or {@link #close} is called, and not before. */
    public RefusalSums(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Sums that a thread of their own keeps after each minute. */
    public static RefusalSums started(Store store) {
        return started(store, Clock.systemUTC());
    }

    /** As {@link #started(Store)}, whose minutes are those of {@code clock}. */
    public static RefusalSums started(Store store, Clock clock) {
        RefusalSums sums = new RefusalSums(store, clock);
        ScheduledExecutorService thread =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("bailiwick-refusals").factory());
        sums.flushing = thread;
        Future<?> _ =
                thread.scheduleWithFixedDelay(
                        sums::flush, PAUSE.toSeconds(), PAUSE.toSeconds(), TimeUnit.SECONDS);
        return sums;
    }

    /** Where sums are kept. */
    @FunctionalInterface
    public interface Store {

        /**
         * Keeps what was refused to the principal of {@code whose} in one minute, in a transaction
         * of its own, and does not wait for long.
         *
         * @throws Exception if it could not be kept; it will be tried again. What was kept all the
         *     same is kept twice then: there are never too few
         */
        void keep(Scope.Tenant whose, Instant minute, Map<Rule, Long> counts) throws Exception;

        /**
         * As {@link #keep(Scope.Tenant, Instant, Map)}, for a store that can tell what it has.
         *
         * @param batch of these counts, which are the same each time they are tried: what is kept
         *     under it is not kept again
         */
        default void keep(Scope.Tenant whose, Instant minute, Map<Rule, Long> counts, UUID batch)
                throws Exception {
            keep(whose, minute, counts);
        }
    }

    /**
     * How often something was refused.
     *
     * @param anonymous to nobody in particular
     * @param overflowed to somebody, without room for their sums
     * @param lost to somebody, and it could not be kept for so long that it was given up
     * @param waiting sums that are not kept yet
     */
    public record Counts(long anonymous, long overflowed, long lost, int waiting) {}

    public synchronized Counts counts() {
        return new Counts(anonymous, overflowed, lost, size + overflows);
    }

    /**
     * Of whom there is no room for, that something was refused stands in the tenant it was refused
     * in; of whom asks for one tenant after the other that they are not in, in the one whose scope
     * this is called in.
     */
    @Override
    public synchronized void refused(@Nullable Scope scope, Rule rule) {
        if (scope instanceof Scope.Tenant tenant && tenant.principal() != null) {
            Bucket bucket = new Bucket(minute(), tenant.tenant(), tenant.principal());
            add(bucket, rule, 1, rule.equals(Rule.NOT_MEMBER) ? own(bucket) : bucket);
        } else {
            anonymous++;
        }
    }

    private static @Nullable Bucket own(Bucket bucket) {
        return Scopes.current().orElse(null) instanceof Scope.Tenant own
                        && bucket.principal().equals(own.principal())
                ? new Bucket(bucket.minute(), own.tenant(), bucket.principal())
                : null;
    }

    /**
     * @param instead where what there is no room for is told; null for nowhere
     */
    private void add(Bucket bucket, Rule rule, long count, @Nullable Bucket instead) {
        if (added(bucket, rule, count)) {
            return;
        }
        if (size < MOST && held(bucket.principal()).hasRoom(rule)) {
            put(bucket, rule, count);
            return;
        }
        overflowed += count;
        if (instead != null) {
            overflow(instead, count);
        }
    }

    private void overflow(Bucket bucket, long count) {
        if (!added(bucket, OVERFLOW, count)
                && overflows < MOST
                && held(bucket.principal()).hasRoom(OVERFLOW)) {
            put(bucket, OVERFLOW, count);
        }
    }

    private Held held(PrincipalId principal) {
        return ofOne.getOrDefault(principal, Held.NOTHING);
    }

    private boolean added(Bucket bucket, Rule rule, long count) {
        Map<Rule, Long> known = sums.get(bucket);
        return known != null && known.computeIfPresent(rule, (same, sum) -> sum + count) != null;
    }

    private void put(Bucket bucket, Rule rule, long count) {
        sums.computeIfAbsent(bucket, _ -> new HashMap<>()).put(rule, count);
        counted(bucket.principal(), rule, 1);
    }

    private void counted(PrincipalId principal, Rule rule, int much) {
        if (rule.equals(OVERFLOW)) {
            overflows += much;
        } else {
            size += much;
        }
        Held held = ofOne.computeIfAbsent(principal, _ -> new Held());
        held.counted(rule, much);
        if (held.isNothing()) {
            ofOne.remove(principal);
        }
    }

    /** Has all kept whose minute is over. What cannot be kept is tried again for an hour. */
    public void flush() {
        flush(minute());
    }

    /** As {@link #flush}, and those of the open minute with them, which may then be several. */
    public void flushAll() {
        flush(Instant.MAX);
    }

    /** One after the other: who has had all kept finds what another was keeping, too. */
    private void flush(Instant before) {
        keeping.lock();
        try {
            keep(taken(before));
        } finally {
            keeping.unlock();
        }
    }

    private void keep(List<Batch> batches) {
        int failures = 0;
        for (Batch batch : batches) {
            if (failures < MOST_FAILURES && kept(batch)) {
                done(batch);
            } else {
                failures = Math.min(MOST_FAILURES, failures + 1);
                putBack(batch);
            }
        }
    }

    private boolean kept(Batch batch) {
        try {
            Bucket bucket = batch.bucket();
            Scope.Tenant whose = Scope.Tenant.of(bucket.tenant()).as(bucket.principal());
            store.keep(whose, bucket.minute(), Map.copyOf(batch.counts()), batch.id());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (Exception e) {
            // the store tells why, who knows how
            return false;
        }
    }

    /**
     * In no order, so that what fails again and again does not always come first. They keep their
     * room until they are done with.
     */
    private synchronized List<Batch> taken(Instant before) {
        List<Batch> ended = new ArrayList<>(again);
        again.clear();
        sums.entrySet()
                .removeIf(
                        sum -> {
                            boolean over = sum.getKey().minute().isBefore(before);
                            if (over) {
                                ended.add(
                                        new Batch(UUID.randomUUID(), sum.getKey(), sum.getValue()));
                            }
                            return over;
                        });
        Collections.shuffle(ended);
        return ended;
    }

    /** As it is, since it may have been kept all the same: what comes to it is another batch. */
    private synchronized void putBack(Batch batch) {
        if (batch.bucket().minute().plus(LONGEST_WAIT).isBefore(clock.instant())) {
            lost += batch.counts().values().stream().mapToLong(Long::longValue).sum();
            done(batch);
        } else {
            again.add(batch);
        }
    }

    private synchronized void done(Batch batch) {
        PrincipalId principal = batch.bucket().principal();
        batch.counts().keySet().forEach(rule -> counted(principal, rule, -1));
    }

    private Instant minute() {
        return clock.instant().truncatedTo(ChronoUnit.MINUTES);
    }

    /** Has all kept that can be, that of the open minute too. What cannot is lost. */
    @Override
    public void close() {
        ScheduledExecutorService thread = flushing;
        if (thread != null) {
            thread.close();
        }
        flushAll();
    }

    /** What is tried again as it is until it is kept or given up. */
    private record Batch(UUID id, Bucket bucket, Map<Rule, Long> counts) {}

    private record Bucket(Instant minute, TenantId tenant, PrincipalId principal) {}

    /** How many sums there are of one principal. */
    private static final class Held {

        private static final Held NOTHING = new Held();

        private int rules;
        private int strange;
        private int overflows;

        private boolean hasRoom(Rule rule) {
            return rule.equals(OVERFLOW)
                    ? overflows < MOST_OVERFLOWS_OF_ONE
                    : rules < MOST_OF_ONE
                            && (!rule.equals(Rule.NOT_MEMBER) || strange < MOST_STRANGE);
        }

        private void counted(Rule rule, int much) {
            if (rule.equals(OVERFLOW)) {
                overflows += much;
            } else {
                rules += much;
                strange += rule.equals(Rule.NOT_MEMBER) ? much : 0;
            }
        }

        private boolean isNothing() {
            return rules == 0 && overflows == 0;
        }
    }
}
