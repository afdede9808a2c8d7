package dev.bailiwick.posture.access.role;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Locale;
import java.util.UUID;

/** How a request changes what something is linked to. */
enum Linking {
    ADD,
    REPLACE,
    REMOVE;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Ids as a parameter that the statement casts to {@code uuid[]}; null stays null. */
    static String @Nullable [] array(@Nullable Collection<UUID> ids) {
        return ids == null ? null : ids.stream().map(UUID::toString).toArray(String[]::new);
    }
}
