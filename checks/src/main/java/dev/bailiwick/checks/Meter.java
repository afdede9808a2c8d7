package dev.bailiwick.checks;

import dev.cel.common.ast.CelExpr;
import dev.cel.runtime.CelEvaluationListener;

import java.util.List;
import java.util.Map;

/**
 * What one check may spend on one resource: more than a check of any use needs, and too little to
 * hold up a scan. For one thread.
 */
final class Meter implements CelEvaluationListener {

    static final int STEPS = 2_000_000;

    private static final int LARGEST = 1_000_000;
    private static final long NANOS = 5_000_000_000L;

    private final long deadline = System.nanoTime() + NANOS;
    private long steps;

    /** Whether nothing more is to be asked, also since somebody wants the thread to stop. */
    boolean isSpent() {
        return steps > STEPS
                || System.nanoTime() - deadline > 0
                || Thread.currentThread().isInterrupted();
    }

    /** For what a function does that is more than a step. */
    void spend(long more) {
        steps += more;
        if (isSpent()) {
            throw new PassedException(
                    steps > STEPS ? "it takes more than " + STEPS + " steps" : "it takes too long");
        }
    }

    @Override
    public void callback(CelExpr expression, Object value) {
        spend(1);
        int size =
                switch (value) {
                    case String text -> text.length();
                    case List<?> list -> list.size();
                    case Map<?, ?> map -> map.size();
                    default -> 0;
                };
        if (size > LARGEST) {
            throw new PassedException("it makes a value larger than " + LARGEST);
        }
    }

    /** The limit is passed; every further step says so, too. */
    static final class PassedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        PassedException(String message) {
            super(message, null, false, false);
        }
    }
}
