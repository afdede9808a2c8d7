package dev.bailiwick.posture.ingestion.ocsf;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** The first thing that is wrong with a record. */
final class FirstFault {

    /** What an index of the database can hold of one column, several to a row. */
    static final int LONGEST_WORD = 500;

    static final int LONGEST_NAME = 2_000;

    /** Characters of a pointer that are told; names of unknown fields may be much longer. */
    private static final int LONGEST_POINTER = 300;

    /** Characters of a value that are told. */
    private static final int LONGEST_VALUE = 60;

    private @Nullable String pointer;
    private String reason = "";

    /** Whether something is wrong. */
    boolean found() {
        return pointer != null;
    }

    /** Notes what is wrong, unless something was before. */
    void wrong(String where, String what) {
        if (pointer == null) {
            outweigh(where, what);
        }
    }

    /** Notes what explains whatever else is wrong. */
    void outweigh(String where, String what) {
        pointer = where;
        reason = what;
    }

    void require(boolean holds, String where, String otherwise) {
        if (!holds) {
            wrong(where, otherwise);
        }
    }

    String required(String where, String text) {
        require(!text.isEmpty(), where, "is missing");
        return text;
    }

    void fits(String where, String text, int bytes) {
        // at most three bytes for each char
        if (text.length() > bytes / 3 && text.getBytes(UTF_8).length > bytes) {
            wrong(where, "is '%s', more than %d bytes".formatted(shown(text), bytes));
        }
    }

    /** The beginning of a value, for a message. */
    static String shown(String value) {
        return value.codePointCount(0, value.length()) <= LONGEST_VALUE
                ? value
                : value.substring(0, value.offsetByCodePoints(0, LONGEST_VALUE)) + "…";
    }

    ParsedRecord.Bad at(long position) {
        return new ParsedRecord.Bad(position, pointer == null ? "" : shortened(pointer), reason);
    }

    private static String shortened(String pointer) {
        if (pointer.length() <= LONGEST_POINTER) {
            return pointer;
        }
        int end = LONGEST_POINTER - 1;
        return pointer.substring(
                        0, Character.isHighSurrogate(pointer.charAt(end - 1)) ? end - 1 : end)
                + "…";
    }
}
