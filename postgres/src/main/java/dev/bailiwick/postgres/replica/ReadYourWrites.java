package dev.bailiwick.postgres.replica;

import dev.bailiwick.core.CarriedValue;

import java.lang.ScopedValue.CallableOp;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What one session has written: inside, a read-only transaction sees at least that, on whichever
 * server it runs. Bind it where a request begins, with the position that the client brought back
 * from its last one, if any; hand {@link #position} to the client where the request ends.
 *
 * <p>Without it, a process remembers what it wrote itself, for each tenant and each principal; that
 * is enough for a single process.
 *
 * <p>Threads: bound like a scope, to the running thread for the length of one call, and carried
 * wherever the scope is: what carried work writes is the session's, and it reads what the session
 * wrote. Ask for {@link #position} once the work that was handed over is done.
 */
public final class ReadYourWrites {

    private static final CarriedValue<Seen> SEEN = CarriedValue.of(Seen.class);

    private ReadYourWrites() {}

    /** Runs {@code work} so that it sees what was written up to {@code from}, and its own. */
    public static <R, X extends Throwable> R call(LogPosition from, CallableOp<? extends R, X> work)
            throws X {
        Objects.requireNonNull(from, "from");
        return SEEN.call(new Seen(new AtomicReference<>(from)), work);
    }

    /** How far a server must be to show all this; empty outside {@link #call}. */
    public static Optional<LogPosition> position() {
        return SEEN.current().map(seen -> seen.position().get());
    }

    static void wrote(LogPosition position) {
        SEEN.current()
                .ifPresent(seen -> seen.position().accumulateAndGet(position, LogPosition::later));
    }

    /** Shared by all threads that work for the session. */
    private record Seen(AtomicReference<LogPosition> position) {}
}
