package dev.bailiwick.core;

import java.util.Objects;
import java.util.UUID;

/**
 * Identifies who acts: a user, or the user on whose behalf an API key acts.
 *
 * <p>A UUID, a number or a text: whatever the principal column of the database holds. Two ids are
 * equal when their texts are; the wall knows the type of the column and refuses an id that is none.
 *
 * @param text as the session setting carries it: 1 to 200 characters, none of them a blank, comma,
 *     quote, brace, backslash or control character
 */
public record PrincipalId(String text) {

    public PrincipalId {
        Key.check(text);
    }

    public PrincipalId(UUID key) {
        this(Objects.requireNonNull(key, "key").toString());
    }

    public PrincipalId(long key) {
        this(Long.toString(key));
    }

    /**
     * An id that is a UUID; of another type, use the constructors.
     *
     * @throws IllegalArgumentException if {@code text} is not a UUID
     */
    public static PrincipalId parse(String text) {
        return new PrincipalId(UUID.fromString(text));
    }

    /**
     * The id as a UUID.
     *
     * @throws IllegalStateException if it is not one
     */
    public UUID value() {
        return Key.uuid(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
