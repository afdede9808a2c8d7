package dev.bailiwick.checks.terraform;

import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.Room;
import dev.bailiwick.checks.resource.UnreadableException;
import dev.bailiwick.checks.resource.Unresolved;

import org.jspecify.annotations.Nullable;

/**
 * What one module may take to be read and to be worked out: more than any of use does. Steps bound
 * the time, and {@link Room} all that is kept until the last check has seen it: what is written,
 * and what it comes to. For one thread.
 */
final class Budget {

    private static final int STEPS = 500_000;

    /** What an expression is written down as, with the name in it and its place among others. */
    private static final int PART = 128;

    /** A letter of a file, and of the names and texts that are copied out of it. */
    private static final int LETTER = 4;

    /** Characters that are copied and cost as much as a step. */
    private static final int TEXT = 64;

    private static final int GLANCE = 1_024;

    private final Room room = new Room();
    private int steps;

    /** For a file that is about to be read. */
    void file(String text) throws UnreadableException {
        room.take(0, (long) LETTER * text.length());
    }

    /** For each thing that is written down. */
    void part(Characters at) throws UnreadableException {
        room.take(at.line(), PART);
    }

    /** For a text that is read apart from where it stands. */
    void copy(Characters at, String text) throws UnreadableException {
        room.text(at.line(), text.length());
    }

    /** How much is kept, for {@link #leave}. */
    int kept() {
        return room.taken();
    }

    /** Nothing is kept of what was read since. */
    void leave(int kept) {
        room.leave(kept);
    }

    /** For each value that is worked out. */
    void step() throws UnreadableException {
        steps(1);
        room.value(0);
    }

    /** For a value that was put together of others. */
    void made(@Nullable Object value) throws UnreadableException {
        switch (value) {
            case String text -> text(text);
            case Elements elements -> {
                steps(elements.size());
                room.list(0);
                room.take(0, (long) elements.size() * Long.BYTES);
            }
            case Fields fields -> {
                steps(fields.size());
                room.map(0);
                for (String name : fields.keySet()) {
                    room.entry(0);
                    room.text(0, name.length());
                }
            }
            case null, default -> {}
        }
    }

    /** For a value that is about to be looked through, whatever comes of it. */
    void looked(@Nullable Object value) throws UnreadableException {
        switch (value) {
            case String text -> steps(text.length() / TEXT);
            case Unresolved part -> steps(part.written().length() / TEXT);
            case Elements elements -> steps(elements.size() / TEXT);
            case null, default -> {}
        }
    }

    /** For what some read in another way than others. */
    void doubts(int attributes) throws UnreadableException {
        room.take(0, 2L * PART * attributes);
    }

    /** For the name of what an expression refers to. */
    void name(String name) throws UnreadableException {
        room.entry(0);
        text(name);
        steps(1);
    }

    /** The same of a block, with the list of those that do. */
    void pointer(String name) throws UnreadableException {
        name(name);
        room.list(0);
    }

    /** For a text that was put together. */
    void text(String text) throws UnreadableException {
        steps(text.length() / TEXT);
        room.text(0, text.length());
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
