package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.authority.ShareLevel;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Something that another tenant shares.
 *
 * @param expires by the clock of the database; empty if it is open until it is revoked
 * @param toTenant whether with the tenant in scope; else with the address of the principal
 * @param accepted whether it is, by the tenant in scope; true where that is not asked for
 */
public record Offer(
        TenantId host,
        UUID id,
        ShareType type,
        ShareLevel level,
        Optional<Instant> expires,
        boolean toTenant,
        boolean accepted) {}
