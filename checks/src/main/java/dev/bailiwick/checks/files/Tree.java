package dev.bailiwick.checks.files;

import dev.bailiwick.checks.resource.Placeholder;
import dev.bailiwick.checks.resource.Room;
import dev.bailiwick.checks.resource.UnreadableException;
import dev.bailiwick.checks.resource.Unresolved;

/** Counts what one document makes, however often it names the same part, and what it takes. */
final class Tree {

    static final int DEPTH = 60;
    static final int TEXT = 128 * 1024;

    private static final int NODES = 200_000;

    private final Room room = new Room();
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
        room.value(line);
    }

    /** For one that begins here. */
    void list(int line) throws UnreadableException {
        room.list(line);
    }

    /** For one that begins here. */
    void map(int line) throws UnreadableException {
        room.map(line);
    }

    /** For a name that a map gives a value. */
    void name(int line, String name) throws UnreadableException {
        room.entry(line);
        room.text(line, name.length());
    }

    /** Long texts are kept out of the reach of expressions, and are not kept. */
    Object text(int line, String text) throws UnreadableException {
        if (text.length() > TEXT) {
            return Unresolved.TOO_LONG;
        }
        room.text(line, text.length());
        return text;
    }

    /** As {@link #text}, where a placeholder is not known: the text is read once it is filled. */
    Object toBeFilled(int line, String text) throws UnreadableException {
        Object kept = text(line, text);
        return kept instanceof String && Placeholder.is(text)
                ? new Unresolved("a placeholder", text)
                : kept;
    }
}
