package dev.bailiwick.spring.web;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.KeyType;
import dev.bailiwick.postgres.Wall;

import java.util.Optional;
import java.util.UUID;

/** The ids of tenants and principals as people write them, read as the wall's columns hold them. */
record Keys(KeyType tenants, KeyType principals) {

    static Keys of(Optional<Wall> wall) {
        return new Keys(
                wall.map(Wall::tenantKey).orElse(KeyType.UUID),
                wall.map(Wall::principalKey).orElse(KeyType.UUID));
    }

    /**
     * @throws IllegalArgumentException if {@code text} is none
     */
    TenantId tenant(String text) {
        return new TenantId(canonical(tenants, text));
    }

    /**
     * @throws IllegalArgumentException if {@code text} is none
     */
    PrincipalId principal(String text) {
        return new PrincipalId(canonical(principals, text));
    }

    /** Two spellings of one key are one key. */
    private static String canonical(KeyType type, String text) {
        return switch (type) {
            case UUID -> UUID.fromString(text).toString();
            case BIGINT, INTEGER -> Long.toString(Long.parseLong(text));
            case TEXT -> text;
        };
    }
}
