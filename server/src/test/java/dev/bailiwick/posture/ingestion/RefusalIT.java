package dev.bailiwick.posture.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Senders that read nothing before they have sent everything, as the scanner's command line does:
 * they learn why they were refused, instead of finding the connection broken.
 */
final class RefusalIT {

    private static final int LARGE = 30_000_000;
    private static final int LARGEST = 40_000_000;

    @TempDir private static Path data;

    private static TestServer server;
    private static Tenancy acme;

    @BeforeAll
    static void start() {
        server =
                TestServer.start(
                        data,
                        Map.of(
                                "bailiwick.ingestion.largest-upload",
                                Integer.toString(LARGEST),
                                "bailiwick.ingestion.most-waiting",
                                "1MB"));
        acme = Tenancy.of(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aFileThatIsTooLarge() throws IOException {
        assertThat(answer(acme.api(), LARGEST + 1)).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void aFileForWhichThereIsNoRoomYet() throws IOException {
        assertThat(answer(acme.api(), LARGE)).startsWith("HTTP/1.1 429 ").contains("Retry-After");
    }

    @Test
    void aKeyThatIsNone() throws IOException {
        assertThat(answer(server.api().withKey("pk_22222222.nothing"), LARGE))
                .startsWith("HTTP/1.1 401 ")
                .contains("\"errors\"");
    }

    /** What can be read when all has been sent, or as much as the server took. */
    private static String answer(Api api, int length) throws IOException {
        try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
            socket.setSoTimeout(120_000);
            OutputStream out = socket.getOutputStream();
            out.write(Sender.head(api, length).getBytes(UTF_8));
            byte[] piece = new byte[100_000];
            Arrays.fill(piece, (byte) ' ');
            for (int sent = 0; sent < length; sent += piece.length) {
                out.write(piece, 0, Math.min(piece.length, length - sent));
            }
            return new String(socket.getInputStream().readNBytes(1_000), UTF_8);
        }
    }
}
