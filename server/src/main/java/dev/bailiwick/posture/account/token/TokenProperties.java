package dev.bailiwick.posture.account.token;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How long tokens live and what they say of their issuer.
 *
 * @param accessLifetime how long an access token is good
 * @param refreshLifetime how long a refresh token is good; longer than an access token's, at most
 *     90 days
 * @param issuer the claim {@code iss}, which tokens must have to be accepted
 * @param audience the claim {@code aud}, which tokens must have to be accepted
 * @param keys directory of the signing keys (RSA, PKCS #8, one {@code .pem} file each, the newest
 *     signs); {@code keys} in the data directory when not set
 */
@ConfigurationProperties("bailiwick.tokens")
public record TokenProperties(
        @DefaultValue("30m") Duration accessLifetime,
        @DefaultValue("24h") Duration refreshLifetime,
        @DefaultValue("bailiwick") String issuer,
        @DefaultValue("bailiwick") String audience,
        @Nullable Path keys) {

    /** The longest lifetime that can be set: keys are kept at least so long. */
    static final Duration LONGEST = Duration.ofDays(90);

    public TokenProperties {
        if (refreshLifetime.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "bailiwick.tokens: refresh-lifetime %s is above 90 days"
                            .formatted(refreshLifetime));
        }
        if (!accessLifetime.isPositive() || refreshLifetime.compareTo(accessLifetime) < 0) {
            throw new IllegalArgumentException(
                    "bailiwick.tokens: access-lifetime %s must be above zero and not above refresh-lifetime %s"
                            .formatted(accessLifetime, refreshLifetime));
        }
        if (issuer.isBlank() || audience.isBlank()) {
            throw new IllegalArgumentException(
                    "bailiwick.tokens: issuer and audience must not be blank");
        }
    }
}
