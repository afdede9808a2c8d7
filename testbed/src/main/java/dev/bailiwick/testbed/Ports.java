package dev.bailiwick.testbed;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers that cannot choose one themselves. */
final class Ports {

    private Ports() {}

    /**
     * A free one, below those that the system gives to whoever asks for any: nobody gets it before
     * the server is started, nor while it is stopped.
     */
    static int free() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
            try (ServerSocket socket =
                    new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // another one is free
            }
        }
    }
}
