package dev.bailiwick.spring.member;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.spring.Authority;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** One thing that lives for as long as its authority does. Closed when it ends by itself. */
public final class Watch implements AutoCloseable {

    private final Who who;
    private final Authority from;
    private final Runnable lost;
    private final Consumer<Watch> ended;
    private final AtomicBoolean over = new AtomicBoolean();

    /**
     * @param from what was held when it began
     * @param ended told once, whichever end it comes to
     */
    Watch(Who who, Authority from, Runnable lost, Consumer<Watch> ended) {
        this.who = who;
        this.from = from;
        this.lost = lost;
        this.ended = ended;
    }

    Who who() {
        return who;
    }

    /** Whether all that was held is held now, and no less is seen; what came to it is no matter. */
    boolean isWithin(Authority now) {
        return now.permissions().containsAll(from.permissions())
                && now.roles().containsAll(from.roles())
                && now.scope() instanceof Scope.Tenant is
                && from.scope() instanceof Scope.Tenant was
                && is.narrowing().equals(was.narrowing());
    }

    /** Says so on a thread of its own: however long that takes, nobody else waits for it. */
    void lose() {
        if (over.compareAndSet(false, true)) {
            ended.accept(this);
            Thread.ofVirtual().name("bailiwick-authority-lost").start(lost);
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
}
