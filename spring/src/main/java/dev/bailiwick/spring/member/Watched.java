package dev.bailiwick.spring.member;

import dev.bailiwick.core.AuthorityMovedException;
import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.spring.Authority;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** One thing that lives for as long as its authority does. */
final class Watched implements Watch {

    private static final Logger LOG = LoggerFactory.getLogger(Watched.class);

    private final Who who;
    private final Ground ground;
    private final Runnable lost;
    private final Consumer<Watched> ended;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile @Nullable Epoch seen;
    private volatile long askedAt;

    /**
     * @param ended told once, whichever end it comes to
     */
    Watched(Who who, Ground ground, Runnable lost, Consumer<Watched> ended) {
        this.who = who;
        this.ground = ground;
        this.lost = lost;
        this.ended = ended;
        this.seen = ground.from() == null ? null : epochOf(ground.from());
    }

    private static @Nullable Epoch epochOf(Authority authority) {
        return authority.scope() instanceof Scope.Tenant scope ? scope.epoch() : null;
    }

    Who who() {
        return who;
    }

    boolean isWithin(Authority now) {
        return ground.isWithin(now);
    }

    /**
     * Asks for what else it rests on, if authority has moved since that was asked last, or nobody
     * can tell. On a thread of its own: the others are asked about meanwhile. What is not answered
     * within {@code patience} is lost.
     *
     * @param places as many questions are put at once
     */
    void ask(Authority now, Semaphore places, Duration patience) {
        BooleanSupplier still = ground.still();
        Epoch epoch = ground.in() == null ? epochOf(now) : null;
        if (still == null || (epoch != null && epoch.equals(seen))) {
            return;
        }
        if (!asking.compareAndSet(false, true)) {
            if (System.nanoTime() - askedAt > patience.toNanos()) {
                lose();
            }
            return;
        }
        askedAt = System.nanoTime();
        Scope in = ground.in() == null ? now.scope() : ground.in();
        Runnable answering =
                () -> {
                    try {
                        places.acquireUninterruptibly();
                        try {
                            answer(still, in, epoch);
                        } finally {
                            places.release();
                        }
                    } finally {
                        asking.set(false);
                    }
                };
        boolean begun = false;
        try {
            Thread.ofVirtual().name("bailiwick-authority-still").start(answering);
            begun = true;
        } finally {
            if (!begun) {
                asking.set(false);
            }
        }
    }

    private void answer(BooleanSupplier asked, Scope in, @Nullable Epoch epoch) {
        if (over.get()) {
            return;
        }
        try {
            if (Scopes.call(in, asked::getAsBoolean)) {
                seen = epoch;
            } else {
                lose();
            }
        } catch (Throwable unknown) {
            // it has moved again: the next round asks with what is held then
            if (!AuthorityMovedException.isBehind(unknown)) {
                lose();
                LOG.warn(
                        "What is open of {} is ended: whether it may be could not be asked",
                        who,
                        unknown);
            }
        }
    }

    /**
     * Says so on a thread of its own: however long that takes, nobody else waits for it. If there
     * can be no such thread it is not lost yet, and will be by the next round.
     */
    void lose() {
        if (over.compareAndSet(false, true)) {
            boolean told = false;
            try {
                Thread.ofVirtual().name("bailiwick-authority-lost").start(lost);
                told = true;
            } finally {
                if (told) {
                    ended.accept(this);
                } else {
                    over.set(false);
                }
            }
        }
    }

    /** Watches no longer: nobody is told of a loss from now on. */
    @Override
    public void close() {
        if (over.compareAndSet(false, true)) {
            ended.accept(this);
        }
    }

    /** Who is asked about: many streams of one principal are one question. */
    record Who(PrincipalId principal, TenantId tenant) {}

    /**
     * What something rests on.
     *
     * @param from what was held when it began, all of which must be held still; null if it is the
     *     membership alone
     * @param still what else must be so; null for nothing
     * @param in where that is asked, each time; null for the scope of who it is of, behind each
     *     change of their authority
     */
    record Ground(@Nullable Authority from, @Nullable BooleanSupplier still, @Nullable Scope in) {

        static Ground held(Authority from) {
            return new Ground(from, null, null);
        }

        static Ground held(Authority from, BooleanSupplier still) {
            return new Ground(from, still, null);
        }

        static Ground asked(BooleanSupplier still, Scope in) {
            return new Ground(null, still, in);
        }

        /**
         * Whether all that was held is held now, and no less is seen; what came to it is no matter.
         */
        boolean isWithin(Authority now) {
            return from == null
                    || (now.permissions().containsAll(from.permissions())
                            && now.roles().containsAll(from.roles())
                            && now.scope() instanceof Scope.Tenant is
                            && from.scope() instanceof Scope.Tenant was
                            && is.narrowing().equals(was.narrowing()));
        }
    }
}
