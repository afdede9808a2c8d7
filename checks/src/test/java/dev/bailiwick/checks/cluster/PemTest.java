package dev.bailiwick.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;

final class PemTest {

    private static final byte[] P256 = {6, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 3, 1, 7};

    @Test
    void keysOfTheJdksOwnFormAreRead() throws Exception {
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            PrivateKey key = KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();

            assertThat(Pem.key(pem("", key.getEncoded())).getEncoded())
                    .as(algorithm)
                    .isEqualTo(key.getEncoded());
        }
    }

    @Test
    void keysOfRsaInTheirOlderFormAreRead() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        var key = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
        byte[] older =
                Der.element(
                        0x30,
                        Der.join(
                                number(BigInteger.ZERO),
                                number(key.getModulus()),
                                number(key.getPublicExponent()),
                                number(key.getPrivateExponent()),
                                number(key.getPrimeP()),
                                number(key.getPrimeQ()),
                                number(key.getPrimeExponentP()),
                                number(key.getPrimeExponentQ()),
                                number(key.getCrtCoefficient())));

        assertThat(Pem.key(pem("RSA ", older))).isEqualTo(key);
    }

    @Test
    void keysOfCurvesInTheirOlderFormAreRead() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var key = (ECPrivateKey) generator.generateKeyPair().getPrivate();
        byte[] secret = new byte[32];
        byte[] digits = key.getS().toByteArray();
        for (int i = 1; i <= Math.min(32, digits.length); i++) {
            secret[32 - i] = digits[digits.length - i];
        }
        byte[] older =
                Der.element(
                        0x30,
                        Der.join(
                                number(BigInteger.ONE),
                                Der.element(4, secret),
                                Der.element(0xa0, P256)));

        assertThat(((ECPrivateKey) Pem.key(pem("EC ", older))).getS()).isEqualTo(key.getS());
    }

    @Test
    void whatIsNoKeyIsRefused() {
        for (String wrong :
                List.of(
                        "",
                        pem("", new byte[] {1, 2, 3}),
                        pem("RSA ", new byte[0]),
                        pem("EC ", new byte[] {0x30, (byte) 0x84, 127, 127, 127, 127}),
                        pem("EC ", new byte[] {0x30, 3, 2, 1, 1}),
                        pem("ENCRYPTED ", new byte[] {1}))) {
            assertThatExceptionOfType(GeneralSecurityException.class)
                    .isThrownBy(() -> Pem.key(wrong));
        }
    }

    private static byte[] number(BigInteger value) {
        return Der.element(2, value.toByteArray());
    }

    private static String pem(String kind, byte[] encoded) {
        return "-----BEGIN "
                + kind
                + "PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(encoded)
                + "\n-----END "
                + kind
                + "PRIVATE KEY-----\n";
    }
}
