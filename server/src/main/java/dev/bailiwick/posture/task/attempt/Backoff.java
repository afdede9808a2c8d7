package dev.bailiwick.posture.task.attempt;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long a job that threw waits, and how often it may throw. */
final class Backoff {

    static final int MOST_FAILURES = 5;

    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int FACTOR = 4;

    private static final Duration AFTER_A_MOVE = Duration.ofSeconds(1);

    private Backoff() {}

    /**
     * Between a half and the whole of a second: while an administrator works, authority moves again
     * and again, and a job would begin each time.
     */
    static Duration afterAMove(RandomGenerator random) {
        return Duration.ofMillis(Math.round(AFTER_A_MOVE.toMillis() * random.nextDouble(0.5, 1.0)));
    }

    /**
     * Between a half and the whole of 2 s, 8 s, 32 s and so on, so that jobs that failed together
     * do not come back together.
     *
     * @param failures so far; from 1
     */
    static Duration after(int failures, RandomGenerator random) {
        double whole = FIRST.toMillis() * Math.pow(FACTOR, failures - 1.0);
        double bounded = Math.min(whole, (double) LONGEST.toMillis());
        return Duration.ofMillis(Math.round(bounded * random.nextDouble(0.5, 1.0)));
    }
}
