package dev.bailiwick.checks.files;

import dev.bailiwick.checks.resource.UnreadableException;
import dev.bailiwick.checks.resource.Unresolved;

/** Counts what one document makes, however often it names the same part. */
final class Tree {

    static final int DEPTH = 60;
    static final int TEXT = 128 * 1024;
    private static final int NODES = 200_000;

    private int nodes;

    void node(int line, int depth) throws UnreadableException {
        nodes(line, 1, depth);
    }

    /**
     * @param more values that stand here at once
     * @param depth of the deepest of them
     */
    void nodes(int line, int more, int depth) throws UnreadableException {
        if (depth > DEPTH) {
            throw new UnreadableException(line, "nested deeper than " + DEPTH);
        }
        nodes += Math.min(more, NODES + 1);
        if (nodes > NODES) {
            throw new UnreadableException(line, "more than " + NODES + " values in one file");
        }
    }

    /** Long texts are kept out of the reach of expressions. */
    static Object text(String text) {
        return text.length() > TEXT ? new Unresolved("a text of more than 128 KiB") : text;
    }
}
