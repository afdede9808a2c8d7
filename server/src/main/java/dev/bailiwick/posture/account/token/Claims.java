package dev.bailiwick.posture.account.token;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.TenantId;

import java.time.Instant;
import java.util.UUID;

/**
 * What a token that was verified says.
 *
 * @param credentialsEpoch that of the user when the token was made; void once it is another
 */
public record Claims(
        Use use,
        UUID id,
        PrincipalId user,
        TenantId tenant,
        int credentialsEpoch,
        Instant notBefore,
        Instant expires) {

    /** What a token is for; one is never taken for the other. */
    public enum Use {
        ACCESS,
        REFRESH
    }
}
