package dev.bailiwick.postgres.replica;

import java.lang.ScopedValue.CallableOp;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What one session has written: inside, a read-only transaction sees at least that, on whichever
 * server it runs. Bind it where a request begins, with the position that the client brought back
 * from its last one, if any; hand {@link #position} to the client where the request ends.
 *
 * <p>Without it, a process remembers what it wrote itself, for each tenant; that is enough for a
 * single process.
 *
 * <p>Threads: bound like a scope, to the running thread for the length of one call.
 */
public final class ReadYourWrites {

    private static final ScopedValue<AtomicReference<LogPosition>> SEEN = ScopedValue.newInstance();

    private ReadYourWrites() {}

    /** Runs {@code work} so that it sees what was written up to {@code from}, and its own. */
    public static <R, X extends Throwable> R call(LogPosition from, CallableOp<? extends R, X> work)
            throws X {
        Objects.requireNonNull(from, "from");
        return ScopedValue.where(SEEN, new AtomicReference<>(from)).call(work);
    }

    /** How far a server must be to show all this; empty outside {@link #call}. */
    public static Optional<LogPosition> position() {
        return SEEN.isBound() ? Optional.of(SEEN.get().get()) : Optional.empty();
    }

    static void wrote(LogPosition position) {
        if (SEEN.isBound()) {
            SEEN.get().accumulateAndGet(position, LogPosition::later);
        }
    }
}
