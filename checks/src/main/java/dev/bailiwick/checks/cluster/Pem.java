package dev.bailiwick.checks.cluster;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates and keys as tools of Kubernetes write them. The JDK reads keys of one form alone;
 * the older two are put into it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5958">PKCS #8</a>, <a
 *     href="https://www.rfc-editor.org/rfc/rfc8017">PKCS #1</a>, <a
 *     href="https://www.rfc-editor.org/rfc/rfc5915">SEC 1</a>
 */
final class Pem {

    private static final Pattern KEY =
            Pattern.compile(
                    "-----BEGIN (RSA |EC |)PRIVATE KEY-----([^-]+)-----END \\1PRIVATE KEY-----");

    private static final byte[] VERSION = {2, 1, 0};
    private static final byte[] RSA = {
        6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0
    };
    private static final byte[] EC = {6, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

    private Pem() {}

    static List<X509Certificate> certificates(String text) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(
                        new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    static PrivateKey key(String text) throws GeneralSecurityException {
        Matcher key = KEY.matcher(text);
        if (!key.find()) {
            throw new InvalidKeySpecException("no private key that is not encrypted");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(key.group(2));
        byte[] pkcs8 =
                switch (key.group(1)) {
                    case "RSA " -> wrapped(RSA, encoded);
                    case "EC " -> wrapped(Der.join(EC, Der.inside(encoded, 0xa0)), encoded);
                    default -> encoded;
                };
        var spec = new PKCS8EncodedKeySpec(pkcs8);
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // one of another kind
            }
        }
        throw new InvalidKeySpecException("no private key of a kind that is known");
    }

    private static byte[] wrapped(byte[] algorithm, byte[] key) {
        return Der.element(
                0x30, Der.join(VERSION, Der.element(0x30, algorithm), Der.element(4, key)));
    }
}
