package dev.bailiwick.posture.account.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Base64;

/**
 * One key pair.
 *
 * @param id the RFC 7638 thumbprint, which tokens carry as {@code kid}
 * @param made a key signs until one that was made later is there
 */
record SigningKey(String id, RSAPrivateCrtKey secret, RSAPublicKey open, Instant made) {

    private static final int BITS = 2048;
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    /** The PEM text of a new key. */
    static String generatePem() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            byte[] encoded = generator.generateKeyPair().getPrivate().getEncoded();
            String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
            return BEGIN + "\n" + body + "\n" + END + "\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime makes no RSA keys", e);
        }
    }

    /**
     * @throws IllegalArgumentException if {@code pem} is no RSA key in PKCS #8, or a short one
     */
    static SigningKey parse(String pem, Instant made) {
        int begin = pem.indexOf(BEGIN);
        int end = pem.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("it holds no '" + BEGIN + "' (PKCS #8, PEM)");
        }
        try {
            byte[] encoded =
                    Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end));
            KeyFactory factory = KeyFactory.getInstance("RSA");
            PrivateKey key = factory.generatePrivate(new PKCS8EncodedKeySpec(encoded));
            if (!(key instanceof RSAPrivateCrtKey secret)
                    || secret.getModulus().bitLength() < BITS) {
                throw new IllegalArgumentException(
                        "it holds no RSA key of at least " + BITS + " bits");
            }
            RSAPublicKey open =
                    (RSAPublicKey)
                            factory.generatePublic(
                                    new RSAPublicKeySpec(
                                            secret.getModulus(), secret.getPublicExponent()));
            String id = new RSAKey.Builder(open).build().computeThumbprint().toString();
            return new SigningKey(id, secret, open, made);
        } catch (GeneralSecurityException | JOSEException e) {
            throw new IllegalArgumentException("it holds no RSA key", e);
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "SigningKey[" + id + ", made " + made + "]";
    }
}
