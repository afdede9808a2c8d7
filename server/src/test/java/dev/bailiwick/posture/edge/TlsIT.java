package dev.bailiwick.posture.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** TLS by certificate files. */
final class TlsIT {

    private static final String PASSWORD = "changeit";

    @TempDir private Path folder;

    @Test
    void servesTheCertificateAndItsRenewalWithoutARestart() throws Exception {
        Path certificate = folder.resolve("tls.crt");
        Path key = folder.resolve("tls.key");
        BigInteger first = write(certificate, key, "first");
        Map<String, String> settings =
                Map.of(
                        "bailiwick.tls.certificate",
                        certificate.toString(),
                        "bailiwick.tls.key",
                        key.toString());

        try (TestServer server = TestServer.start(folder.resolve("data"), settings)) {
            int port = server.uri().getPort();
            assertThat(served(port)).isEqualTo(first);

            BigInteger second = write(certificate, key, "second");

            assertThat(servedWithin(port, second, Duration.ofSeconds(30))).isTrue();
        }
    }

    private static boolean servedWithin(int port, BigInteger serial, Duration patience)
            throws Exception {
        Instant end = Instant.now().plus(patience);
        while (Instant.now().isBefore(end)) {
            if (served(port).equals(serial)) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    /** Serial number of the certificate that the server shows. */
    private static BigInteger served(int port) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Everybody()}, new SecureRandom());
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSerialNumber();
        }
    }

    /** Makes a new key and certificate and answers the certificate's serial number. */
    private BigInteger write(Path certificate, Path key, String alias) throws Exception {
        Path store = folder.resolve(alias + ".p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-alias",
                                alias,
                                "-keystore",
                                store.toString(),
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                PASSWORD)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        X509Certificate made = (X509Certificate) keys.getCertificate(alias);
        Files.writeString(
                key, pem("PRIVATE KEY", keys.getKey(alias, PASSWORD.toCharArray()).getEncoded()));
        Files.writeString(certificate, pem("CERTIFICATE", made.getEncoded()));
        return made.getSerialNumber();
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(
                        what,
                        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes),
                        what);
    }

    /** Believes every certificate; the tests look at it themselves. */
    private static final class Everybody implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
