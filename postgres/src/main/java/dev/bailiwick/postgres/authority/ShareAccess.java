package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.TenantId;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * That somebody has opened something shared.
 *
 * @param at by the clock of the database
 * @param share may be over by now
 * @param home where the guest came from; empty for a member
 */
public record ShareAccess(Instant at, UUID share, PrincipalId principal, Optional<TenantId> home) {}
