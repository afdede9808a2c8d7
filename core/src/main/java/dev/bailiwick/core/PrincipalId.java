package dev.bailiwick.core;

import java.util.Objects;
import java.util.UUID;

/** Identifies who acts: a user, or the user on whose behalf an API key acts. */
public record PrincipalId(UUID value) {

    public PrincipalId {
        Objects.requireNonNull(value, "value");
    }

    /**
     * @throws IllegalArgumentException if {@code text} is not a UUID
     */
    public static PrincipalId parse(String text) {
        return new PrincipalId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
