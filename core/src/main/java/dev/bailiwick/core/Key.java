package dev.bailiwick.core;

import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;

/** The text of an id, which a session setting carries as it is. */
final class Key {

    /** A comma separates several, blanks get lost, and a backslash or quote could end a literal. */
    private static final Pattern TEXT = Pattern.compile("[^\\s\\p{Cntrl},'\"\\\\{}]{1,200}");

    private Key() {}

    static String check(String text) {
        if (!TEXT.matcher(Objects.requireNonNull(text, "text")).matches()) {
            throw new IllegalArgumentException(
                    "An id has 1 to 200 characters, none of them a blank, comma, quote, brace,"
                            + " backslash or control character");
        }
        return text;
    }

    /**
     * @throws IllegalStateException if {@code text} is not a UUID
     */
    static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException other) {
            throw new IllegalStateException("The id " + text + " is not a UUID", other);
        }
    }
}
