package dev.bailiwick.checks.terraform;

import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.UnreadableException;

import org.jspecify.annotations.Nullable;

/**
 * What one module may take to be read and to be worked out: more than any of use does, and little
 * enough for several to be held at once. For one thread.
 */
final class Budget {

    private static final int PARTS = 200_000;
    private static final int STEPS = 500_000;

    /** Characters that are copied and cost as much as a part or a step. */
    private static final int TEXT = 64;

    private static final int GLANCE = 1_024;

    private int parts;
    private int steps;

    /** For each thing that is written down. */
    void part(Characters at) throws UnreadableException {
        parts(at, 1);
    }

    /** For a text that is read apart from where it stands. */
    void copy(Characters at, String text) throws UnreadableException {
        parts(at, text.length() / TEXT);
    }

    private void parts(Characters at, int more) throws UnreadableException {
        parts += more;
        if (parts > PARTS) {
            throw new UnreadableException(
                    at.line(), "more than " + PARTS + " expressions in one directory");
        }
    }

    /** For each value that is worked out. */
    void step() throws UnreadableException {
        steps(1);
    }

    /** For a value that was put together of others. */
    void made(@Nullable Object value) throws UnreadableException {
        switch (value) {
            case String text -> steps(text.length() / TEXT);
            case Elements elements -> steps(elements.size());
            case Fields fields -> steps(fields.size());
            case null, default -> {}
        }
    }

    /**
     * @throws UnreadableException if there have been too many, or the thread is asked to stop
     */
    void steps(int more) throws UnreadableException {
        int before = steps / GLANCE;
        steps += more;
        if (steps > STEPS) {
            throw new UnreadableException(
                    0, "more than " + STEPS + " steps to work out the Terraform of its directory");
        }
        if (steps / GLANCE > before && Thread.currentThread().isInterrupted()) {
            throw new UnreadableException(0, "stopped here: somebody asked for it");
        }
    }
}
