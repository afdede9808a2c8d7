package dev.bailiwick.checks.outward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.Set;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocketFactory;

/** Certificates that a server shows in vain. */
@Timeout(60)
final class InsecureExceptionTest {

    private static final String MORE = "a setting names others";

    @TempDir static Path keys;

    @Test
    void oneThatNobodySignedWhoIsTrustedIsToldWithWhatHelps() throws Exception {
        try (SecureServer server = SecureServer.start(keys)) {
            var nobody = (SSLSocketFactory) SSLSocketFactory.getDefault();

            assertThat(refusal(server, nobody, "localhost"))
                    .isEqualTo(
                            "the certificate of its server is signed by nobody who is trusted"
                                    + " here: a setting names others");
        }
    }

    @Test
    void oneForAnotherNameIsToldAsSuch() throws Exception {
        try (SecureServer server = SecureServer.start(keys)) {
            assertThat(refusal(server, server.trusting(), "127.0.0.1"))
                    .isEqualTo("the certificate of its server is for another name");
            assertThat(refusal(server, server.trusting(), "elsewhere.example"))
                    .isEqualTo("the certificate of its server is for another name");
        }
    }

    /** As the JDK wraps them. */
    @Test
    void oneThatIsTooOldOrTooNewIsToldAsSuch() {
        assertThat(told(new CertificateExpiredException("NotAfter")))
                .isEqualTo("the certificate of its server has expired");
        assertThat(told(new CertificateNotYetValidException("NotBefore")))
                .isEqualTo("the certificate of its server is not valid yet");
    }

    @Test
    void whatIsNoMatterOfSecurityIsLeftToOthers() {
        assertThat(InsecureException.within(new IOException("Connection reset"), MORE)).isNull();
        assertThat(InsecureException.within(new SSLException("no TLS"), MORE))
                .hasMessage("no secure connection to its server comes about: no TLS");
    }

    private static String refusal(SecureServer server, SSLSocketFactory trusting, String name) {
        var connections =
                new Connections(
                        Destinations.publicAnd(Set.of("localhost")),
                        trusting,
                        name,
                        Duration.ofMinutes(1),
                        1_000);
        try {
            connections.open(URI.create(server.url("/"))).connect();
            return "connected";
        } catch (IOException e) {
            return message(e);
        }
    }

    private static String told(CertificateException cause) {
        var path = new CertPathValidatorException("validity check failed", cause);
        return message(
                new SSLHandshakeException(
                        "(certificate_expired) PKIX", new CertificateException(path)));
    }

    private static String message(IOException failure) {
        InsecureException told = InsecureException.within(failure, MORE);
        return told == null ? "null" : String.valueOf(told.getMessage());
    }
}
