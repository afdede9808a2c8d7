package dev.bailiwick.posture.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.LogLines;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** The edge as it is when nobody has set anything. */
final class EdgeIT {

    private static final String SCHEMA = "/api/v1/schema";

    private final RawHttp http = new RawHttp(TestServer.shared().uri());

    @Test
    void everyAnswerHasTheHeadersThatKeepBrowsersFromHarm() throws IOException {
        for (RawHttp.Answer answer :
                new RawHttp.Answer[] {
                    get("/health/live"),
                    get("/api/v1/users/me"),
                    get("/nowhere"),
                    get("/api/v1/users/me", "Host: evil.example")
                }) {
            assertThat(answer.header("X-Content-Type-Options"))
                    .as(answer.toString())
                    .isEqualTo("nosniff");
            assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(answer.header("Referrer-Policy"))
                    .isEqualTo("strict-origin-when-cross-origin");
            assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
            assertThat(answer.header("Strict-Transport-Security")).isEmpty();
        }
    }

    @Test
    void aMalformedRequestIsNoErrorOfTheServer() throws IOException {
        try (LogLines log = LogLines.capture()) {
            assertThat(http.send("GET /health/live HTTP/1.1\r\n\r\n").status()).isEqualTo(400);
            assertThat(http.send("GET /a\u0001 HTTP/1.1\r\nHost: localhost\r\n\r\n").status())
                    .isEqualTo(400);

            assertThat(log.lines()).noneMatch(line -> line.contains("ERROR"));
        }
    }

    @Test
    void whatTomcatRefusesByItselfLooksLikeEveryOtherRefusal() throws IOException {
        RawHttp.Answer malformed =
                http.send("GET /api/v1/\u0001 HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(malformed.status()).isEqualTo(400);
        assertThat(malformed.body()).contains("\"errors\"").doesNotContain("<html");
        assertThat(malformed.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    PUT /api/v1/providers HTTP/1.1      | X: y                     | 405 | method_not_allowed
                    DELETE /api/v1/tokens HTTP/1.1      | X: y                     | 405 | method_not_allowed
                    BREW /api/v1/providers HTTP/1.1     | X: y                     | 405 | method_not_allowed
                    get /api/v1/schema HTTP/1.1         | X: y                     | 405 | method_not_allowed
                    TRACE /api/v1/schema HTTP/1.1       | X: y                     | 405 | method_not_allowed
                    TRACE / HTTP/1.1                    | X: y                     | 405 | method_not_allowed
                    PROPFIND /nowhere HTTP/1.1          | X: y                     | 404 | not_found
                    POST /health/live HTTP/1.1          | X: y                     | 405 | method_not_allowed
                    CONNECT localhost:80 HTTP/1.1       | X: y                     | 501 | not_implemented
                    GET /api/v1/schema HTTP/3.7         | X: y                     | 505 | not_implemented
                    GET /api/v1/schema HTTP             | X: y                     | 505 | not_implemented
                    POST /api/v1/tokens HTTP/1.1        | Transfer-Encoding: brew  | 501 | not_implemented
                    POST /api/v1/tokens HTTP/1.1        | Content-Length: brew     | 400 | invalid
                    """)
    void whatIsNotOfferedIsSaidToBeSo(String line, String header, int status, String code)
            throws IOException {
        RawHttp.Answer answer =
                http.send(
                        line
                                + "\r\nHost: localhost\r\nConnection: close\r\n"
                                + header
                                + "\r\n\r\n");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.body())
                .contains("\"code\":\"" + code + "\"")
                .contains("\"status\":\"" + status + "\"")
                .doesNotContain("<html");
    }

    @Test
    void headersBeyondTheirLimitAreRefused() throws IOException {
        RawHttp.Answer answer =
                get("/health/live", "Host: localhost", "X-Filler: " + "x".repeat(20_000));

        assertThat(answer.status()).isIn(400, 431);
        assertThat(answer.body()).contains("\"errors\"");
    }

    @Test
    void anotherHostNameIsRefused() throws IOException {
        assertThat(get("/health/live", "Host: evil.example").status()).isEqualTo(400);
        assertThat(get("/health/live", "Host: localhost:1234").status()).isEqualTo(200);
        assertThat(get(SCHEMA, "Host: evil.example").body()).contains("\"errors\"");
    }

    @Test
    void forwardedHeadersOfStrangersAreDropped() throws IOException {
        assertThat(
                        get(
                                        "/health/live",
                                        "Host: localhost",
                                        "X-Forwarded-Host: evil.example",
                                        "Forwarded: host=evil.example",
                                        "X-Forwarded-Proto: https")
                                .header("Strict-Transport-Security"))
                .isEmpty();
    }

    @Test
    void everyAnswerNamesItsRequestAndTakesTheNameThatTheClientGave() throws IOException {
        String given = "0123456789abcdef0123456789abcdef";

        assertThat(get("/health/live").header("Correlation-ID")).matches("[0-9a-f]{32}");
        assertThat(get("/api/v1/users/me").header("Correlation-ID")).matches("[0-9a-f]{32}");
        assertThat(
                        get("/health/live", "Host: localhost", "Correlation-ID: " + given)
                                .header("Correlation-ID"))
                .isEqualTo(given);
        assertThat(
                        get("/health/live", "Host: localhost", "Transaction-ID: " + given)
                                .header("Correlation-ID"))
                .isEqualTo(given);
        assertThat(
                        get("/health/live", "Host: localhost", "Correlation-ID: x' or 1=1")
                                .header("Correlation-ID"))
                .matches("[0-9a-f]{32}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/users/me", "/%61pi/v1/users/me", "/api;x=1/v1/users/me"})
    void answersOfTheApiBelongToOneCallerAlone(String path) throws IOException {
        RawHttp.Answer answer = get(path);

        assertThat(answer.header("Cache-Control")).isIn("private, no-cache", "no-store");
        assertThat(answer.header("Vary")).contains("Authorization");
    }

    @Test
    void noForeignOriginIsLetIn() throws IOException {
        RawHttp.Answer answer =
                get("/health/live", "Host: localhost", "Origin: https://evil.example");
        RawHttp.Answer preflight =
                http.request(
                        "OPTIONS /api/v1/providers",
                        "",
                        "Host: localhost",
                        "Origin: https://evil.example",
                        "Access-Control-Request-Method: POST");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(preflight.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void aBodyBeyondItsLimitIsRefusedBeforeItIsRead() throws IOException {
        long begun = System.nanoTime();
        RawHttp.Answer answer =
                http.request(
                        "POST /api/v1/users",
                        "",
                        "Host: localhost",
                        "Content-Type: application/vnd.api+json",
                        "Content-Length: 99999999");

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(18));
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).contains("too_large");
    }

    @Test
    void aBodyOfUnknownLengthIsRefusedWhenItHasGrownTooLarge() throws IOException {
        String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
        RawHttp.Answer answer =
                http.request(
                        "POST /api/v1/users",
                        chunk.repeat(20) + "0\r\n\r\n",
                        "Host: localhost",
                        "Content-Type: application/vnd.api+json",
                        "Transfer-Encoding: chunked");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).contains("too_large");
    }

    @Test
    void healthIsToldToAnybodyInItsOwnMediaType() throws IOException {
        RawHttp.Answer live = get("/health/live", "Host: localhost", "Accept: */*");
        // on a busy machine the database may not answer in time
        RawHttp.Answer ready = Eventually.get(this::ready, answer -> answer.status() != 503);

        assertThat(live.status()).isEqualTo(200);
        assertThat(live.header("Content-Type")).startsWith("application/health+json");
        assertThat(live.body())
                .contains(
                        "\"status\":\"pass\"",
                        "\"version\":\"1\"",
                        "\"releaseId\"",
                        "\"serviceId\"");
        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.header("Cache-Control")).contains("max-age=3");
        assertThat(ready.body()).contains("\"status\":\"pass\"", "\"database:responseTime\"");
        assertThat(get("/health/live", "Host: localhost", "Accept: application/json").status())
                .isEqualTo(406);
        assertThat(
                        get("/health/ready", "Host: localhost", "Accept: application/vnd.api+json")
                                .status())
                .isEqualTo(406);
    }

    private RawHttp.Answer ready() {
        try {
            return get("/health/ready", "Host: localhost", "Accept: application/health+json");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RawHttp.Answer get(String path) throws IOException {
        return get(path, "Host: localhost", "Accept: */*");
    }

    private RawHttp.Answer get(String path, String... headers) throws IOException {
        return http.get(path, headers);
    }
}
