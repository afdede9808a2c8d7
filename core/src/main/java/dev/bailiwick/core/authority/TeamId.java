package dev.bailiwick.core.authority;

import java.util.Objects;
import java.util.UUID;

/** Identifies one team of a tenant. */
public record TeamId(UUID value) {

    public TeamId {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
