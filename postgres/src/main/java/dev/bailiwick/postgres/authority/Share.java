package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.authority.ShareLevel;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A share that is open.
 *
 * @param row that is shared
 * @param by who gave it
 * @param expires by the clock of the database; empty if it is open until it is revoked
 * @param accepted false while another tenant has not accepted it
 * @param counting false while who gave it on does not hold what it was given on from, or who gave
 *     it to somebody outside may not share so
 */
public record Share(
        UUID id,
        ShareType type,
        UUID row,
        ShareTarget target,
        ShareLevel level,
        PrincipalId by,
        Optional<Instant> expires,
        boolean accepted,
        boolean counting) {}
