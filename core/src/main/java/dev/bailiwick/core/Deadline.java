package dev.bailiwick.core;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * A moment of the clock that only goes forward.
 *
 * @param at of {@link System#nanoTime}, which may overflow: compared by difference alone
 */
record Deadline(long at) {

    /** Nobody waits that long, and half the range can still be told from the other half. */
    private static final Duration LONGEST = Duration.ofDays(365);

    static Deadline in(Duration time) {
        Duration bounded = time.compareTo(LONGEST) < 0 ? time : LONGEST;
        return new Deadline(System.nanoTime() + bounded.toNanos());
    }

    static @Nullable Deadline earlier(@Nullable Deadline one, @Nullable Deadline other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.at - other.at < 0 ? one : other;
    }

    boolean passed() {
        return System.nanoTime() - at >= 0;
    }

    /** Zero when it has passed. */
    Duration left() {
        return Duration.ofNanos(Math.max(at - System.nanoTime(), 0));
    }
}
