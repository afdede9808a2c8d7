package dev.bailiwick.posture.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Ports;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The edge of a server behind a proxy, with a listed origin, short patience and a port for metrics.
 */
final class GuardedServerIT {

    /** Each of the limits is longer where nothing is said of it. */
    private static final Duration UNLIMITED = Duration.ofSeconds(18);

    @TempDir private static Path data;

    private static int metricsPort;
    private static TestServer server;
    private static RawHttp http;

    @BeforeAll
    static void start() throws IOException {
        metricsPort = Ports.free();
        server =
                TestServer.start(
                        data,
                        Map.of(
                                "bailiwick.http.trusted-proxies", "127.0.0.0/8",
                                "bailiwick.http.allowed-hosts", "posture.example.com",
                                "bailiwick.http.allowed-origins", "https://app.example.com",
                                "bailiwick.limits.silence", "3s",
                                "bailiwick.limits.head-time", "4s",
                                "bailiwick.limits.body-time", "4s",
                                "bailiwick.metrics.port", Integer.toString(metricsPort)));
        http = new RawHttp(server.uri());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theProxyTellsWhatTheClientAskedFor() throws IOException {
        RawHttp.Answer answer =
                http.get(
                        "/health/live",
                        "Host: inner",
                        "X-Forwarded-Host: posture.example.com",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-For: 203.0.113.9");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Strict-Transport-Security")).contains("max-age=");
    }

    @Test
    void aForwardedHostMustBeAllowedToo() throws IOException {
        assertThat(
                        http.get(
                                        "/health/live",
                                        "Host: localhost",
                                        "X-Forwarded-Host: evil.example")
                                .status())
                .isEqualTo(400);
    }

    @Test
    void signUpIsClosedUnlessToldOtherwiseSinceTheProxyMayListenToEverybody() {
        Map<String, Object> user =
                Map.of("name", "Ada", "email", "ada@example.com", "password", Api.PASSWORD);

        server.api().post("users", Api.document("users", user)).expect(403);
    }

    @Test
    void aListedOriginMayCallAndReadTheRequestId() throws IOException {
        RawHttp.Answer preflight =
                http.request(
                        "OPTIONS /api/v1/providers",
                        "",
                        "Host: localhost",
                        "Origin: https://app.example.com",
                        "Access-Control-Request-Method: PATCH",
                        "Access-Control-Request-Headers: authorization,content-type");
        RawHttp.Answer answer =
                http.get("/api/v1/providers", "Host: localhost", "Origin: https://app.example.com");

        assertThat(preflight.status()).isEqualTo(200);
        assertThat(preflight.header("Access-Control-Allow-Origin"))
                .isEqualTo("https://app.example.com");
        assertThat(preflight.header("Access-Control-Allow-Methods")).contains("PATCH");
        assertThat(answer.header("Access-Control-Allow-Origin"))
                .isEqualTo("https://app.example.com");
        assertThat(answer.header("Access-Control-Expose-Headers")).contains("Correlation-ID");
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
    }

    @Test
    void aSilentClientIsLeftAlone() throws IOException {
        try (Socket socket = http.open()) {
            socket.getOutputStream()
                    .write("GET /health/live HT".getBytes(StandardCharsets.US_ASCII));

            long begun = System.nanoTime();
            RawHttp.readAll(socket.getInputStream());

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(UNLIMITED);
        }
    }

    @Test
    void aClientThatSendsItsHeadersDropByDropIsCutOff() throws Exception {
        try (Socket socket = http.open()) {
            socket.getOutputStream()
                    .write("GET /health/live HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(dripUntilClosed(socket, "X: y\r\n")).isLessThan(UNLIMITED);
        }
    }

    @Test
    void aClientThatSendsItsBodyDropByDropIsAnsweredInTime() throws Exception {
        try (Socket socket = http.open()) {
            String head =
                    String.join(
                            RawHttp.LINE_END,
                            "POST /api/v1/tokens HTTP/1.1",
                            "Host: localhost",
                            "Content-Type: application/vnd.api+json",
                            "Content-Length: 1000",
                            "",
                            "");
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));

            assertThat(dripUntilAnswered(socket)).isLessThan(UNLIMITED);
        }
    }

    @Test
    void figuresHaveAPortOfTheirOwn() throws IOException {
        assertThat(http.get("/health/live", "Host: localhost").status()).isEqualTo(200);

        RawHttp figures = new RawHttp(URI.create("http://127.0.0.1:" + metricsPort));
        RawHttp.Answer answer =
                Eventually.get(
                        () -> answer(figures, "/metrics"),
                        // which is counted behind its answer
                        each -> each.body().contains("route=\"/health/live\""));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .contains("http_server_requests_seconds_count")
                .contains("jvm_memory_used_bytes", "hikaricp_connections");
        assertThat(figures.get("/", "Host: localhost").status()).isEqualTo(404);
        assertThat(http.get("/metrics", "Host: localhost").status()).isEqualTo(404);
    }

    private static RawHttp.Answer answer(RawHttp from, String path) {
        try {
            return from.get(path, "Host: localhost");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aMisspeltSettingStopsTheStart(@TempDir Path other) {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> TestServer.start(other, Map.of("bailiwick.htpp.port", "1")))
                .withMessageContaining("did you mean bailiwick.http.port?");
    }

    /** How long the server let us go on. */
    private static Duration dripUntilClosed(Socket socket, String drop) throws IOException {
        long begun = System.nanoTime();
        socket.setSoTimeout(300);
        boolean open = true;
        while (open && Duration.ofNanos(System.nanoTime() - begun).toSeconds() < 40) {
            open = drip(socket, drop);
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static Duration dripUntilAnswered(Socket socket) throws IOException {
        long begun = System.nanoTime();
        int first = 0;
        socket.setSoTimeout(300);
        while (first == 0 && Duration.ofNanos(System.nanoTime() - begun).toSeconds() < 40) {
            socket.getOutputStream().write(' ');
            first = firstByte(socket);
        }
        assertThat(first).isEqualTo('H');
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** 0 while there is none. */
    private static int firstByte(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read();
        } catch (SocketTimeoutException nothingYet) {
            return 0;
        }
    }

    private static boolean drip(Socket socket, String drop) {
        try {
            socket.getOutputStream().write(drop.getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException nothingYet) {
            return true;
        } catch (IOException closed) {
            return false;
        }
    }
}
