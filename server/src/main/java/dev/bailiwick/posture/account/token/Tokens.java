package dev.bailiwick.posture.account.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.account.token.Claims.Use;

import org.jspecify.annotations.Nullable;

import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes and verifies tokens: JWT, signed with RS256 and nothing else.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725">RFC 8725: JWT Best Current Practices</a>
 */
public final class Tokens {

    private static final int LONGEST = 4096;
    private static final Duration SKEW = Duration.ofSeconds(5);
    private static final int REMEMBERED = 4096;

    private final SigningKeys keys;
    private final TokenProperties settings;
    private final Clock clock;
    private final Map<String, Verified> verified =
            Collections.synchronizedMap(
                    new LinkedHashMap<>(16, 0.75f, true) {
                        private static final long serialVersionUID = 1L;

                        @Override
                        protected boolean removeEldestEntry(Map.Entry<String, Verified> eldest) {
                            return size() > REMEMBERED;
                        }
                    });

    Tokens(SigningKeys keys, TokenProperties settings, Clock clock) {
        this.keys = keys;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * An access and a refresh token.
     *
     * @param refreshId the refresh token's {@code jti}
     */
    public TokenPair issue(
            PrincipalId user, TenantId tenant, int credentialsEpoch, UUID refreshId) {
        Instant now = clock.instant();
        return new TokenPair(
                sign(claims(Use.ACCESS, UUID.randomUUID(), user, tenant, credentialsEpoch, now)),
                sign(claims(Use.REFRESH, refreshId, user, tenant, credentialsEpoch, now)));
    }

    /** When a refresh token that is issued now ends. */
    public Instant refreshExpiry() {
        return clock.instant().plus(settings.refreshLifetime());
    }

    /** Empty for anything but an unaltered, unexpired token of ours for this use. */
    public Optional<Claims> verify(String token, Use use) {
        if (token.length() > LONGEST) {
            return Optional.empty();
        }
        Verified known = verified.get(token);
        if (known == null) {
            known = parse(token);
            if (known != null) {
                verified.put(token, known);
            }
        }
        if (known == null || keys.verifying(known.keyId()).isEmpty()) {
            return Optional.empty();
        }
        Claims claims = known.claims();
        Instant now = clock.instant();
        return claims.use() == use
                        && now.isBefore(claims.expires())
                        && !now.plus(SKEW).isBefore(claims.notBefore())
                ? Optional.of(claims)
                : Optional.empty();
    }

    private Claims claims(
            Use use, UUID id, PrincipalId user, TenantId tenant, int epoch, Instant now) {
        Duration lifetime =
                use == Use.ACCESS ? settings.accessLifetime() : settings.refreshLifetime();
        return new Claims(use, id, user, tenant, epoch, now, now.plus(lifetime));
    }

    private String sign(Claims claims) {
        SigningKey key = keys.signing();
        SignedJWT jwt =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                .type(JOSEObjectType.JWT)
                                .keyID(key.id())
                                .build(),
                        new JWTClaimsSet.Builder()
                                .claim("typ", word(claims.use()))
                                .jwtID(claims.id().toString())
                                .subject(claims.user().toString())
                                .claim("tenant_id", claims.tenant().toString())
                                .issueTime(Date.from(claims.notBefore()))
                                .notBeforeTime(Date.from(claims.notBefore()))
                                .expirationTime(Date.from(claims.expires()))
                                .audience(settings.audience())
                                .issuer(settings.issuer())
                                // the contract's name; a change of the password raises it
                                .claim("hash_password", Integer.toString(claims.credentialsEpoch()))
                                .build());
        try {
            jwt.sign(new RSASSASigner(key.secret()));
        } catch (JOSEException e) {
            throw new IllegalStateException("Key " + key.id() + " cannot sign", e);
        }
        return jwt.serialize();
    }

    /** The claims of a token that one of our keys has signed; null for any other text. */
    private @Nullable Verified parse(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            JWSHeader header = jwt.getHeader();
            String keyId = header.getKeyID();
            if (!JWSAlgorithm.RS256.equals(header.getAlgorithm()) || keyId == null) {
                return null;
            }
            SigningKey key = keys.verifying(keyId).orElse(null);
            if (key == null || !jwt.verify(new RSASSAVerifier(key.open()))) {
                return null;
            }
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            return settings.issuer().equals(claims.getIssuer())
                            && claims.getAudience().contains(settings.audience())
                    ? new Verified(keyId, read(claims))
                    : null;
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * @throws IllegalArgumentException if a claim is missing or malformed
     */
    private static Claims read(JWTClaimsSet claims) throws ParseException {
        return new Claims(
                Use.valueOf(required(claims.getStringClaim("typ")).toUpperCase(Locale.ROOT)),
                UUID.fromString(required(claims.getJWTID())),
                PrincipalId.parse(required(claims.getSubject())),
                TenantId.parse(required(claims.getStringClaim("tenant_id"))),
                Integer.parseInt(required(claims.getStringClaim("hash_password"))),
                required(claims.getNotBeforeTime()).toInstant(),
                required(claims.getExpirationTime()).toInstant());
    }

    private static <T> T required(@Nullable T claim) {
        if (claim == null) {
            throw new IllegalArgumentException("A claim is missing");
        }
        return claim;
    }

    private static String word(Use use) {
        return use.name().toLowerCase(Locale.ROOT);
    }

    private record Verified(String keyId, Claims claims) {}
}
