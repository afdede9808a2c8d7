package dev.bailiwick.checks.resource;

/**
 * What all that is read of one text takes in memory, by what the machine needs for it: there is as
 * much for each, so that as many as a server reads at once fit beside it, whatever is written in
 * them. Counted as it is taken, and nothing is ever given back but by leaving all of it. For one
 * thread.
 */
public final class Room {

    /** Four of them, and what reading needs for a moment, are a third of a server's heap. */
    public static final int BYTES = 24 * 1024 * 1024;

    /** An object with its number, or the place of one in a list. */
    private static final int VALUE = 32;

    /** A text without its letters, of which any may be beyond Latin-1. */
    private static final int TEXT = 48;

    private static final int LETTER = 2;

    /** A list, and a map, without what is in them. */
    private static final int LIST = 64;

    private static final int MAP = 224;

    /** The place of a name in a map. */
    private static final int ENTRY = 64;

    private int taken;

    /**
     * @throws UnreadableException if there is not as much
     */
    public void take(int line, long bytes) throws UnreadableException {
        if (bytes > BYTES - taken) {
            throw new UnreadableException(
                    line, "more than " + (BYTES >> 20) + " MiB of memory to hold what is written");
        }
        taken += (int) bytes;
    }

    public void value(int line) throws UnreadableException {
        take(line, VALUE);
    }

    public void text(int line, int letters) throws UnreadableException {
        take(line, TEXT + (long) LETTER * letters);
    }

    public void list(int line) throws UnreadableException {
        take(line, LIST);
    }

    public void map(int line) throws UnreadableException {
        take(line, MAP);
    }

    public void entry(int line) throws UnreadableException {
        take(line, ENTRY);
    }

    /** How much is taken, for {@link #leave}. */
    public int taken() {
        return taken;
    }

    /** Of what was taken since there was {@code before}, nothing is kept: nobody refers to it. */
    public void leave(int before) {
        taken = before;
    }
}
