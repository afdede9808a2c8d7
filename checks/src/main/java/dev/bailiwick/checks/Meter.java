package dev.bailiwick.checks;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelEvaluationListener;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one check may spend on one resource: more than a check of any use needs, and too little to
 * hold up a scan. For one thread.
 */
final class Meter implements CelEvaluationListener {

    static final int STEPS = 2_000_000;

    /** Letters of texts that are made, all together: each stays as long as what it is put into. */
    static final long MADE = 64_000_000;

    private static final Set<String> MAKING = Set.of("_+_", "string", "bytes");

    private static final int LARGEST = 1_000_000;

    /** Letters of a text that are looked at in a step. */
    private static final int LETTERS = 64;

    private static final long NANOS = 5_000_000_000L;

    private final long deadline = System.nanoTime() + NANOS;
    private long steps;
    private long made;

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

    /** For a value that a function looks at: it may be part of others, and be met again. */
    static void look() {
        if (Environment.METER.isBound()) {
            Environment.METER.get().spend(1);
        }
    }

    /** For a text that a function looks through. */
    static void look(String text) {
        if (Environment.METER.isBound()) {
            Environment.METER.get().spend(1 + text.length() / LETTERS);
        }
    }

    /** For what is made of so many letters, which may be kept. */
    static void make(long letters) {
        if (Environment.METER.isBound()) {
            Environment.METER.get().made(letters);
        }
    }

    private void made(long letters) {
        made += letters;
        if (made > MADE) {
            throw new PassedException("it makes texts of more than " + MADE + " letters");
        }
    }

    private static boolean isMade(CelExpr expression) {
        return expression.exprKind().getKind() == CelExpr.ExprKind.Kind.CALL
                && MAKING.contains(expression.call().function());
    }

    @Override
    public void callback(CelExpr expression, Object value) {
        spend(1);
        int size =
                switch (value) {
                    case String text -> text.length();
                    case CelByteString bytes -> bytes.size();
                    case List<?> list -> list.size();
                    case Map<?, ?> map -> map.size();
                    default -> 0;
                };
        if (size > LARGEST) {
            throw new PassedException("it makes a value larger than " + LARGEST);
        }
        if ((value instanceof String || value instanceof CelByteString) && isMade(expression)) {
            made(size);
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
