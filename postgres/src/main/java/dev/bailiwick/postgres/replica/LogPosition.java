package dev.bailiwick.postgres.replica;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the primary's write-ahead log. A server that has replayed it shows everything that was
 * committed before.
 *
 * <p>Its text, such as {@code 16/B374D848}, may be handed to a client and taken back from it: a
 * position grants nothing. One that the primary has not come to yet only sends the reader to the
 * primary.
 *
 * @param value compared without a sign
 * @see <a href="https://www.postgresql.org/docs/current/datatype-pg-lsn.html">pg_lsn Type</a>
 */
public record LogPosition(long value) implements Comparable<LogPosition> {

    /** Before everything. */
    public static final LogPosition START = new LogPosition(0);

    private static final Pattern TEXT = Pattern.compile("([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})");

    /**
     * @throws IllegalArgumentException if the text is no position; the message does not show it
     */
    public static LogPosition parse(String text) {
        Matcher found = TEXT.matcher(text);
        if (!found.matches()) {
            throw new IllegalArgumentException("A log position looks like 16/B374D848");
        }
        return new LogPosition(
                Long.parseLong(found.group(1), 16) << 32 | Long.parseLong(found.group(2), 16));
    }

    /** Whether a server that has come to this place has come to {@code other}. */
    public boolean reaches(LogPosition other) {
        return compareTo(other) >= 0;
    }

    LogPosition later(LogPosition other) {
        return reaches(other) ? this : other;
    }

    @Override
    public int compareTo(LogPosition other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return "%X/%X".formatted(value >>> 32, value & 0xFFFF_FFFFL);
    }
}
