package dev.bailiwick.posture.database;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Relays to a PostgreSQL of today, and has it say that it is the one of the year before. */
final class OlderPostgres implements AutoCloseable {

    private final int behind;
    private final ServerSocket door;
    private final ExecutorService relays = Executors.newVirtualThreadPerTaskExecutor();

    OlderPostgres(int behind) throws IOException {
        this.behind = behind;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var _ = relays.submit(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    private Void accept() throws IOException {
        while (true) {
            Socket client = door.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), behind);
            var _ = relays.submit(() -> relay(client, server, false));
            var _ = relays.submit(() -> relay(server, client, true));
        }
    }

    /** Answers are short and come whole; both versions are as long as the true ones. */
    private static Void relay(Socket from, Socket to, boolean answers) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] some = new byte[1 << 16];
            for (int n = in.read(some); n >= 0; n = in.read(some)) {
                String bytes = new String(some, 0, n, ISO_8859_1);
                String said =
                        answers ? bytes.replace("18.", "17.").replace("18000", "17000") : bytes;
                out.write(said.getBytes(ISO_8859_1));
                out.flush();
            }
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        relays.shutdownNow();
    }
}
