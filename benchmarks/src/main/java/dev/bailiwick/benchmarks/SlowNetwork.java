package dev.bailiwick.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * A way to a server on this machine on which every piece takes its time. What is sent in one piece
 * arrives in one; a round trip takes the delay of both directions.
 */
final class SlowNetwork implements AutoCloseable {

    private static final int PIECE = 64 * 1024;

    private final ServerSocket entrance;
    private final int target;
    private final long nanosOneWay;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    private SlowNetwork(ServerSocket entrance, int target, long nanosOneWay) {
        this.entrance = entrance;
        this.target = target;
        this.nanosOneWay = nanosOneWay;
    }

    static SlowNetwork to(int port, Duration roundTrip) throws IOException {
        ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        SlowNetwork network = new SlowNetwork(entrance, port, roundTrip.toNanos() / 2);
        Thread.ofPlatform().daemon().start(network::accept);
        return network;
    }

    int port() {
        return entrance.getLocalPort();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                sockets.addAll(List.of(client, server));
                Thread.ofPlatform().daemon().start(() -> carry(client, server));
                Thread.ofPlatform().daemon().start(() -> carry(server, client));
            } catch (IOException failure) {
                if (!entrance.isClosed()) {
                    throw new UncheckedIOException(failure);
                }
            }
        }
    }

    private void carry(Socket from, Socket to) {
        byte[] piece = new byte[PIECE];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                long due = System.nanoTime() + nanosOneWay;
                for (long left = nanosOneWay; left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                out.write(piece, 0, read);
            }
        } catch (IOException closed) {
            // either end has gone, and with it the way
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
