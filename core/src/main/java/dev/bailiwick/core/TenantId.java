package dev.bailiwick.core;

import java.util.Objects;
import java.util.UUID;

/** Identifies one tenant. Never reused, also not after the tenant is deleted. */
public record TenantId(UUID value) {

    public TenantId {
        Objects.requireNonNull(value, "value");
    }

    /**
     * @throws IllegalArgumentException if {@code text} is not a UUID
     */
    public static TenantId parse(String text) {
        return new TenantId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
