package dev.bailiwick.core;

import org.jspecify.annotations.Nullable;

import java.lang.ScopedValue.CallableOp;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * One try at work whose authority may turn out to have moved. As long as nothing of it has reached
 * a database it can be begun again, in the scope that the principal has now; afterwards it is half
 * done, and only whoever began it knows what that means.
 */
public final class Attempt {

    private static final CarriedValue<Attempt> CURRENT = CarriedValue.of(Attempt.class);

    /** What this is a part of: what reaches the database here has reached it there too. */
    private final @Nullable Attempt around;

    private final AtomicBoolean reached = new AtomicBoolean();

    private Attempt(@Nullable Attempt around) {
        this.around = around;
    }

    /**
     * Runs {@code work} in {@code scope}. If authority has moved before anything of it reached a
     * database, runs it once more, in the scope that {@code again} gives; whatever else {@code
     * work} has done by then is done twice.
     *
     * @throws AuthorityMovedException if it moved later than that, or a second time
     */
    public static <R, X extends Throwable> R call(
            Scope scope, Supplier<? extends Scope> again, CallableOp<? extends R, X> work)
            throws X {
        Attempt first = new Attempt(CURRENT.current().orElse(null));
        try {
            return first.run(() -> Scopes.<R, X>call(scope, work));
        } catch (AuthorityMovedException moved) {
            if (first.reached.get()) {
                throw moved;
            }
        }
        return new Attempt(first.around).run(() -> Scopes.<R, X>call(again.get(), work));
    }

    /**
     * Runs {@code work} as one try, for callers that begin again by themselves.
     *
     * @see #hasReached
     */
    public static <R, X extends Throwable> R once(CallableOp<? extends R, X> work) throws X {
        return new Attempt(CURRENT.current().orElse(null)).run(work);
    }

    /**
     * Runs {@code work} that is no part of the present try: what decides whether it is begun again
     * may itself ask a database.
     */
    public static <R, X extends Throwable> R aside(CallableOp<? extends R, X> work) throws X {
        return new Attempt(null).run(work);
    }

    /** For adapters: a transaction has begun, and the database has taken its scope for current. */
    public static void reached() {
        for (Attempt each = CURRENT.current().orElse(null); each != null; each = each.around) {
            each.reached.set(true);
        }
    }

    /** Whether anything of the present try has reached a database; true outside of any. */
    public static boolean hasReached() {
        return CURRENT.current().map(attempt -> attempt.reached.get()).orElse(true);
    }

    private <R, X extends Throwable> R run(CallableOp<? extends R, X> work) throws X {
        return CURRENT.call(this, work);
    }
}
