package dev.bailiwick.posture.edge.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.LogLines;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** TLS by certificate files. */
final class TlsIT {

    private static final String PASSWORD = "changeit";

    @TempDir private Path folder;

    private Path certificate = Path.of("tls.crt");
    private Path key = Path.of("tls.key");

    @BeforeEach
    void nameFiles() {
        certificate = folder.resolve(certificate);
        key = folder.resolve(key);
    }

    @Test
    void servesTheCertificateAndItsRenewalWithoutARestart() throws Exception {
        BigInteger first = put(make("first"));

        try (TestServer server = start()) {
            assertThat(served(server)).isEqualTo(first);

            BigInteger second = put(make("second"));

            awaitServed(server, second);
        }
    }

    @Test
    void goesOnWithTheOldOneWhileTheFilesAreWrongAndSaysSoOnce() throws Exception {
        Pair first = make("first");
        Pair second = make("second");
        put(first);

        try (TestServer server = start();
                LogLines log = LogLines.capture()) {
            replace(certificate, second.certificate());
            Eventually.holds(() -> told(log).size() == 1);
            assertThat(served(server)).as("the key is another's").isEqualTo(first.serial());

            replace(key, second.key());
            awaitServed(server, second.serial());

            replace(certificate, "half a certif");
            Eventually.holds(() -> told(log).size() == 2);
            Files.delete(key);
            Eventually.holds(() -> told(log).size() == 3);
            TimeUnit.SECONDS.sleep(5);
            assertThat(served(server)).isEqualTo(second.serial());
            assertThat(told(log))
                    .hasSize(3)
                    .allSatisfy(
                            line ->
                                    assertThat(line)
                                            .contains("WARN")
                                            .hasLineCount(1)
                                            .doesNotContain("-----"));

            put(first);
            awaitServed(server, first.serial());
            assertThat(told(log)).hasSize(3);
        }
    }

    @Test
    void refusesToStartWithAKeyThatIsAnothers() throws Exception {
        put(make("first"));
        Files.writeString(key, make("second").key());

        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(this::start)
                .withMessageStartingWith("The certificate in " + certificate)
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
    }

    private TestServer start() {
        return TestServer.start(
                folder.resolve("data"),
                Map.of(
                        "bailiwick.tls.certificate",
                        certificate.toString(),
                        "bailiwick.tls.key",
                        key.toString()));
    }

    private static void awaitServed(TestServer server, BigInteger serial) {
        Eventually.get(() -> served(server), serial::equals);
    }

    /** Serial number of the certificate that the server shows. */
    private static BigInteger served(TestServer server) {
        try {
            return served(server.uri().getPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

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

    /** A certificate and its key, both in PEM. */
    private record Pair(String certificate, String key, BigInteger serial) {}

    private BigInteger put(Pair pair) throws IOException {
        replace(certificate, pair.certificate());
        replace(key, pair.key());
        return pair.serial();
    }

    /** At once: half of it is never seen. */
    private static void replace(Path file, String text) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(beside, text);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** What is said of certificates, whatever else is said in this process. */
    private static List<String> told(LogLines log) {
        return log.lines().stream()
                .filter(line -> line.contains("the one before still is"))
                .toList();
    }

    private Pair make(String alias) throws Exception {
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
        return new Pair(
                pem("CERTIFICATE", made.getEncoded()),
                pem("PRIVATE KEY", keys.getKey(alias, PASSWORD.toCharArray()).getEncoded()),
                made.getSerialNumber());
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
