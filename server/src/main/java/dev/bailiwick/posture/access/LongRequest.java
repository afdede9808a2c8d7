package dev.bailiwick.posture.access;

import dev.bailiwick.core.Attempt;
import dev.bailiwick.core.AuthorityMovedException;
import dev.bailiwick.core.Scope;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A request that is at work for so long, as one that brings a file, that authority in its tenant
 * may well move meanwhile: what is left of it goes on by what its caller may do then. Not for use
 * by several threads.
 */
public final class LongRequest {

    private final Supplier<Optional<Scope>> renewal;
    private Scope scope;

    /**
     * @param scope in which it begins
     * @param renewal the scope that its caller has at the moment; empty if they may no longer do
     *     what they are at
     */
    public LongRequest(Scope scope, Supplier<Optional<Scope>> renewal) {
        this.scope = scope;
        this.renewal = renewal;
    }

    /**
     * Takes a step, again if authority has moved since the one before: up to three times, for
     * whoever changes it by a script changes it several times in a row.
     *
     * @param step that is one transaction
     * @throws AuthorityMovedException if the caller may not go on, or it moves each time
     */
    public <T> T step(Supplier<T> step) {
        // each of the two repeats what is within it once
        return Attempt.<T, RuntimeException>call(
                scope,
                this::renewed,
                () -> Attempt.<T, RuntimeException>call(scope, this::renewed, step::get));
    }

    private Scope renewed() {
        scope = renewal.get().orElseThrow(() -> new AuthorityMovedException(scope));
        return scope;
    }

    /** As {@link #step}, for one without a result. */
    public void run(Runnable step) {
        var _ =
                step(
                        () -> {
                            step.run();
                            return true;
                        });
    }
}
