package dev.bailiwick.checks.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.bailiwick.checks.files.Limits;
import dev.bailiwick.checks.outward.Destinations;
import dev.bailiwick.checks.outward.SecureServer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

import javax.net.ssl.SSLSocketFactory;

/** What is said of a server that gives no repository. */
@Timeout(60)
final class PlainReasonTest {

    @TempDir static Path keys;
    @TempDir Path directory;

    private SecureServer server;

    @BeforeEach
    void start() throws Exception {
        server = SecureServer.start(keys);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "401, , 'its server asks for credentials, and no token is given'",
        "401, hunter2, its server does not accept the token",
        "403, hunter2, its server does not let it be read (403)",
        "404, , 'its server has no such repository, or shows it to nobody without a token that may"
                + " read it'",
        "500, , 500 Internal Server Error"
    })
    void anAnswerIsToldWithoutTheWordsOfALibrary(
            int status, @Nullable String token, String reason) {
        server.handle(
                "/shop.git/info/refs",
                exchange -> {
                    exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=code");
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });

        assertThatIOException()
                .isThrownBy(() -> test(server.url("/shop.git"), token, server.trusting()))
                .withMessage(reason);
    }

    @Test
    void aServerThatIsNotThereIsToldAsSuch() {
        server.close();

        assertThatIOException()
                .isThrownBy(() -> test(server.url("/shop.git"), null, server.trusting()))
                .withMessageStartingWith("its server cannot be reached: Connection refused");
    }

    @Test
    void aCertificateThatIsNotTrustedIsToldWithTheSettingForOthers() {
        var strict = (SSLSocketFactory) SSLSocketFactory.getDefault();

        assertThatIOException()
                .isThrownBy(() -> test(server.url("/shop.git"), "hunter2", strict))
                .withMessage(
                        "the certificate of its server is signed by nobody who is trusted here:"
                                + " bailiwick.checks.authorities names who else is trusted");
        assertThat(server.requests()).isZero();
    }

    private void test(String url, @Nullable String token, SSLSocketFactory secured)
            throws IOException {
        new GitSource(
                        Destinations.publicAnd(Set.of("localhost")),
                        GitLimits.defaults(),
                        Limits.defaults(),
                        secured)
                .test(url, token, Files.createTempDirectory(directory, "work"));
    }
}
