package dev.bailiwick.checks.outward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLSocketFactory;

@Timeout(60)
final class ConnectionsTest {

    private final Connections connections =
            new Connections(
                    Destinations.publicAnd(Set.of("localhost")),
                    (SSLSocketFactory) SSLSocketFactory.getDefault(),
                    Duration.ofMinutes(1),
                    1_000);

    @Test
    void whoConnectsToAHostThatDoesNotAnswerStopsWhenAskedTo() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> waiting = filled(deaf);
            URI url = URI.create("https://localhost:" + deaf.getLocalPort() + "/");
            var stopped = new CompletableFuture<IOException>();
            Thread connecting =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            connections.open(url).connect();
                                        } catch (IOException e) {
                                            stopped.complete(e);
                                        }
                                    });
            while (connecting.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }

            connecting.interrupt();

            assertThat(stopped.get(40, TimeUnit.SECONDS))
                    .isExactlyInstanceOf(InterruptedIOException.class);
            for (Socket each : waiting) {
                each.close();
            }
        }
    }

    /** Connections that wait to be taken, as many as may wait. */
    private static List<Socket> filled(ServerSocket deaf) throws IOException {
        var waiting = new ArrayList<Socket>();
        while (true) {
            Socket next = new Socket();
            try {
                next.connect(deaf.getLocalSocketAddress(), 500);
                waiting.add(next);
            } catch (SocketTimeoutException e) {
                next.close();
                return waiting;
            }
        }
    }
}
