package dev.bailiwick.posture.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.edge.RawHttp;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Uploads that come slowly, and many that come at once, on a server that bears little of both. */
final class ArrivalsIT {

    private static final byte[] BEGINNING = "[       ".getBytes(UTF_8);

    @TempDir private static Path data;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server =
                TestServer.start(
                        data,
                        Map.of(
                                "bailiwick.ingestion.most-at-once",
                                "3",
                                "bailiwick.ingestion.most-at-once-of-tenant",
                                "2",
                                "bailiwick.ingestion.rate-window",
                                "4s",
                                // or those who wait for a test on a busy machine are cut off
                                "bailiwick.limits.silence",
                                "3m"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void anUploadThatComesDropByDropIsEnded() throws Exception {
        Tenancy acme = Tenancy.of(server);
        try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
            socket.getOutputStream().write(Sender.head(acme.api(), 1_000).getBytes(UTF_8));
            long begun = System.nanoTime();

            String answer = dripUntilAnswered(socket);

            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(50));
            assertThat(answer).startsWith("HTTP/1.1 408 ").contains("Connection: close");
            // nor is it waited for the rest
            Eventually.holds(() -> isClosed(socket));
        }
        Eventually.holds(() -> rows() == 0);
    }

    @Test
    void aTenantHasFewUploadsUnderWayAndAllTenantsTogetherNotManyMore() throws IOException {
        Tenancy acme = Tenancy.of(server);
        Tenancy globex = Tenancy.of(server);
        Tenancy initech = Tenancy.of(server);
        try (Sender _ = Sender.of(server, acme.api(), BEGINNING);
                Sender _ = Sender.of(server, acme.api(), BEGINNING)) {
            Eventually.holds(() -> rows() == 2);
            Api.Answer refused = upload(acme).expect(429);
            assertThat(refused.header("Retry-After")).isEqualTo("30");

            try (Sender _ = Sender.of(server, globex.api(), BEGINNING)) {
                Eventually.holds(() -> rows() == 3);
                assertThat(upload(initech).expect(503).header("Retry-After")).isEqualTo("30");
            }
            Eventually.holds(() -> rows() == 2);
            upload(initech).expect(202);
        }
    }

    @Test
    void fewRefusedUploadsAreListenedToAtOnce() throws IOException {
        String head =
                String.join(
                        "\r\n",
                        "POST /api/v1/ingestions HTTP/1.1",
                        "Host: localhost",
                        "Content-Type: application/json",
                        "Content-Length: 1000",
                        "",
                        "");
        List<Socket> strangers = new ArrayList<>();
        try {
            for (int i = 0; i < 25; i++) {
                Socket socket = new RawHttp(server.uri()).open();
                strangers.add(socket);
                socket.getOutputStream().write(head.getBytes(UTF_8));
                byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 401".length());
                assertThat(status).asString(UTF_8).isEqualTo("HTTP/1.1 401");
            }
            long closed = 0;
            for (Socket stranger : strangers) {
                stranger.setSoTimeout(100);
                closed += isEnded(stranger) ? 1 : 0;
            }
            assertThat(closed).isEqualTo(5);
        } finally {
            for (Socket stranger : strangers) {
                stranger.close();
            }
        }
    }

    /** Without sending any more. */
    private static boolean isEnded(Socket socket) {
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static Api.Answer upload(Tenancy tenancy) {
        byte[] file = Harbour.findings(0, 2).getBytes(UTF_8);
        return tenancy.api().post("ingestions", "application/json", file);
    }

    private static long rows() {
        return server.sql()
                .sql("select count(*) from ingestion where status = 'receiving'")
                .query(Long.class)
                .single();
    }

    private static String dripUntilAnswered(Socket socket) throws IOException {
        socket.setSoTimeout(300);
        byte[] answer = new byte[8192];
        for (int i = 0; i < 150; i++) {
            socket.getOutputStream().write(' ');
            try {
                return new String(answer, 0, socket.getInputStream().read(answer), UTF_8);
            } catch (SocketTimeoutException e) {
                // nothing yet
            }
        }
        throw new AssertionError("no answer");
    }

    private static boolean isClosed(Socket socket) {
        try {
            socket.getOutputStream().write(' ');
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
