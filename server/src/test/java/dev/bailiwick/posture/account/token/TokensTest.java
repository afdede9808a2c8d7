package dev.bailiwick.posture.account.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.account.token.Claims.Use;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

class TokensTest {

    private static final PrincipalId USER = new PrincipalId(UUID.randomUUID());
    private static final TenantId TENANT = new TenantId(UUID.randomUUID());
    private static final TokenProperties SETTINGS =
            new TokenProperties(
                    Duration.ofMinutes(30), Duration.ofHours(24), "bailiwick", "bailiwick", null);

    private final MovableClock clock = new MovableClock();
    private final Path keys;
    private final Tokens tokens;

    TokensTest(@TempDir Path directory) {
        keys = directory.resolve("keys");
        tokens = open();
    }

    @Test
    void verifiesWhatItIssues() {
        UUID refreshId = UUID.randomUUID();
        TokenPair pair = tokens.issue(USER, TENANT, 3, refreshId);

        assertThat(tokens.verify(pair.access(), Use.ACCESS))
                .hasValueSatisfying(
                        claims -> {
                            assertThat(claims.user()).isEqualTo(USER);
                            assertThat(claims.tenant()).isEqualTo(TENANT);
                            assertThat(claims.credentialsEpoch()).isEqualTo(3);
                        });
        assertThat(tokens.verify(pair.refresh(), Use.REFRESH))
                .hasValueSatisfying(claims -> assertThat(claims.id()).isEqualTo(refreshId));
    }

    @Test
    void carriesTheClaimsThatClientsRead() throws ParseException {
        SignedJWT jwt = SignedJWT.parse(access());

        assertThat(jwt.getHeader().getKeyID()).isNotBlank();
        assertThat(jwt.getJWTClaimsSet().getClaims().keySet())
                .containsExactlyInAnyOrder(
                        "typ",
                        "jti",
                        "sub",
                        "tenant_id",
                        "iat",
                        "nbf",
                        "exp",
                        "aud",
                        "iss",
                        "hash_password");
        assertThat(jwt.getJWTClaimsSet().getStringClaim("typ")).isEqualTo("access");
    }

    @Test
    void takesNoTokenForTheOtherUse() {
        TokenPair pair = tokens.issue(USER, TENANT, 0, UUID.randomUUID());

        assertThat(tokens.verify(pair.access(), Use.REFRESH)).isEmpty();
        assertThat(tokens.verify(pair.refresh(), Use.ACCESS)).isEmpty();
    }

    @Test
    void endsWithItsLifetimeToTheSecondAlsoWhenItWasSeenBefore() {
        String token = access();

        clock.move(Duration.ofMinutes(30).minusSeconds(1));
        assertThat(tokens.verify(token, Use.ACCESS)).isPresent();
        clock.move(Duration.ofSeconds(1));
        assertThat(tokens.verify(token, Use.ACCESS)).isEmpty();
    }

    @Test
    void standsAClockThatIsFiveSecondsBehindAndNoMore() {
        String token = access();

        clock.move(Duration.ofSeconds(-5));
        assertThat(tokens.verify(token, Use.ACCESS)).isPresent();
        clock.move(Duration.ofSeconds(-1));
        assertThat(tokens.verify(token, Use.ACCESS)).isEmpty();
    }

    @Test
    void refusesAnUnsignedToken() throws ParseException {
        JWTClaimsSet claims = SignedJWT.parse(access()).getJWTClaimsSet();

        assertThat(tokens.verify(new PlainJWT(claims).serialize(), Use.ACCESS)).isEmpty();
    }

    @Test
    void refusesItsOpenKeyUsedAsTheSecretOfAnHmac() throws Exception {
        SignedJWT own = SignedJWT.parse(access());
        byte[] open = ring().read().getFirst().open().getEncoded();

        assertThat(
                        verifies(
                                own,
                                JWSAlgorithm.HS256,
                                new MACSigner(open),
                                own.getHeader().getKeyID()))
                .isFalse();
    }

    @Test
    void refusesAnotherKeysSignatureUnderItsOwnKeyId() throws Exception {
        SignedJWT own = SignedJWT.parse(access());
        SigningKey other = SigningKey.parse(SigningKey.generatePem(), clock.instant());
        JWSSigner signer = new RSASSASigner(other.secret());

        assertThat(verifies(own, JWSAlgorithm.RS256, signer, own.getHeader().getKeyID())).isFalse();
        assertThat(verifies(own, JWSAlgorithm.RS256, signer, other.id())).isFalse();
    }

    @Test
    void refusesAnotherAlgorithmOfItsOwnKey() throws Exception {
        SignedJWT own = SignedJWT.parse(access());
        JWSSigner signer = new RSASSASigner(ring().read().getFirst().secret());

        assertThat(verifies(own, JWSAlgorithm.RS256, signer, own.getHeader().getKeyID())).isTrue();
        assertThat(verifies(own, JWSAlgorithm.PS256, signer, own.getHeader().getKeyID())).isFalse();
        assertThat(verifies(own, JWSAlgorithm.RS512, signer, own.getHeader().getKeyID())).isFalse();
    }

    @Test
    void refusesForeignIssuersAudiencesAndMissingClaims() throws Exception {
        assertThat(verifiesWith(claims -> claims.issuer("elsewhere"))).isFalse();
        assertThat(verifiesWith(claims -> claims.audience("elsewhere"))).isFalse();
        assertThat(verifiesWith(claims -> claims.expirationTime(null))).isFalse();
        assertThat(verifiesWith(claims -> claims.subject(null))).isFalse();
        assertThat(verifiesWith(claims -> claims.subject("nobody"))).isFalse();
        assertThat(verifiesWith(claims -> claims.claim("tenant_id", null))).isFalse();
        assertThat(verifiesWith(claims -> claims.claim("typ", "sliding"))).isFalse();
        assertThat(verifiesWith(claims -> claims.claim("hash_password", 0))).isFalse();
        assertThat(verifiesWith(claims -> claims.notBeforeTime(Date.from(Instant.EPOCH)))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b.c", "..", "e30.e30.", "\u0000.\u0000.\u0000"})
    void refusesWhatIsNoTokenAtAll(String text) {
        assertThat(tokens.verify(text, Use.ACCESS)).isEmpty();
        assertThat(tokens.verify(access() + text + "x", Use.ACCESS)).isEmpty();
        assertThat(tokens.verify("x".repeat(100_000), Use.ACCESS)).isEmpty();
    }

    @Test
    void signsWithTheNewKeyAfterARotationAndStillVerifiesTheOld() throws ParseException {
        TokenPair old = tokens.issue(USER, TENANT, 0, UUID.randomUUID());
        clock.move(Duration.ofMinutes(1));

        SigningKeys.rotate(keys, SETTINGS.refreshLifetime(), clock);
        clock.move(Duration.ofSeconds(6));
        TokenPair fresh = tokens.issue(USER, TENANT, 0, UUID.randomUUID());

        assertThat(keyOf(fresh.access())).isNotEqualTo(keyOf(old.access()));
        assertThat(tokens.verify(old.access(), Use.ACCESS)).isPresent();
        assertThat(tokens.verify(fresh.access(), Use.ACCESS)).isPresent();
        assertThat(open().verify(old.refresh(), Use.REFRESH)).isPresent();
    }

    @Test
    void takesUpAKeyThatAnotherProcessHasJustAdded() {
        clock.move(Duration.ofSeconds(1));
        SigningKeys.rotate(keys, SETTINGS.refreshLifetime(), clock);
        String fromElsewhere = open().issue(USER, TENANT, 0, UUID.randomUUID()).access();

        clock.move(Duration.ofSeconds(1));

        assertThat(tokens.verify(fromElsewhere, Use.ACCESS)).isPresent();
    }

    @Test
    void forgetsAnOldKeyOnceTheLastOfItsTokensIsOver() throws Exception {
        SigningKey old = ring().read().getFirst();
        clock.move(Duration.ofSeconds(1));
        SigningKeys.rotate(keys, SETTINGS.refreshLifetime(), clock);
        clock.move(SETTINGS.refreshLifetime().plusMinutes(1));

        SignedJWT fresh = SignedJWT.parse(access());
        assertThat(verifies(fresh, JWSAlgorithm.RS256, new RSASSASigner(old.secret()), old.id()))
                .isFalse();

        assertThat(SigningKeys.rotate(keys, SETTINGS.refreshLifetime(), clock)).isEqualTo(1);
        assertThat(ring().read()).extracting(SigningKey::id).doesNotContain(old.id()).hasSize(2);
    }

    @Test
    void keepsKeysToItsOwner() throws IOException {
        assertThat(Files.getPosixFilePermissions(keys))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(Files.getPosixFilePermissions(keyFile()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void refusesToStartWithAKeyThatOthersCanRead() throws IOException {
        Files.setPosixFilePermissions(keyFile(), PosixFilePermissions.fromString("rw-r-----"));

        assertThatIllegalStateException()
                .isThrownBy(this::open)
                .withMessageContaining("can be read by others: chmod 600");
    }

    @Test
    void refusesToStartWithAFileThatIsNoKey() throws IOException {
        Files.writeString(keyFile(), "nonsense");

        assertThatIllegalStateException()
                .isThrownBy(this::open)
                .withMessageContaining("cannot be used");
    }

    private Tokens open() {
        return new Tokens(
                SigningKeys.open(ring(), SETTINGS.refreshLifetime(), clock), SETTINGS, clock);
    }

    private KeyDirectory ring() {
        return new KeyDirectory(keys);
    }

    private Path keyFile() throws IOException {
        try (Stream<Path> files = Files.list(keys)) {
            return files.findFirst().orElseThrow();
        }
    }

    private String access() {
        return tokens.issue(USER, TENANT, 0, UUID.randomUUID()).access();
    }

    private static String keyOf(String token) throws ParseException {
        return SignedJWT.parse(token).getHeader().getKeyID();
    }

    /** Whether the claims of {@code token} are believed under this signature. */
    private boolean verifies(
            SignedJWT token, JWSAlgorithm algorithm, JWSSigner signer, String keyId)
            throws ParseException, JOSEException {
        return verifies(token.getJWTClaimsSet(), algorithm, signer, keyId);
    }

    private boolean verifiesWith(Consumer<JWTClaimsSet.Builder> change)
            throws ParseException, JOSEException {
        SigningKey key = ring().read().getFirst();
        JWTClaimsSet.Builder claims =
                new JWTClaimsSet.Builder(SignedJWT.parse(access()).getJWTClaimsSet());
        change.accept(claims);
        return verifies(
                claims.build(), JWSAlgorithm.RS256, new RSASSASigner(key.secret()), key.id());
    }

    private boolean verifies(
            JWTClaimsSet claims, JWSAlgorithm algorithm, JWSSigner signer, String keyId)
            throws JOSEException {
        SignedJWT forged =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims);
        forged.sign(signer);
        return tokens.verify(forged.serialize(), Use.ACCESS).isPresent();
    }

    private static final class MovableClock extends Clock {

        private Instant now = Instant.parse("2026-03-01T12:00:00Z");

        void move(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
