package dev.bailiwick.checks.outward;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;

import javax.net.ssl.SSLSocketFactory;

/**
 * Sockets that look at the very address they are about to connect to, so that it makes no
 * difference what a name led to a moment before.
 */
public final class GuardedSockets extends SSLSocketFactory {

    private final Destinations destinations;
    private final SSLSocketFactory secured;

    /**
     * @param secured makes the encrypted connection over the one that was looked at
     */
    public GuardedSockets(Destinations destinations, SSLSocketFactory secured) {
        this.destinations = destinations;
        this.secured = secured;
    }

    @Override
    public Socket createSocket() {
        return new Guarded(destinations);
    }

    @Override
    public Socket createSocket(Socket connected, String host, int port, boolean close)
            throws IOException {
        if (!(connected instanceof Guarded)) {
            throw new RefusedException("a connection that was not looked at");
        }
        return secured.createSocket(connected, host, port, close);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw new RefusedException("a connection that is not looked at");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
            throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket(host.getHostName(), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
            throws IOException {
        return createSocket(host, port);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return secured.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return secured.getSupportedCipherSuites();
    }

    private static final class Guarded extends Socket {

        private final Destinations destinations;

        Guarded(Destinations destinations) {
            this.destinations = destinations;
        }

        @Override
        public void connect(SocketAddress address) throws IOException {
            connect(address, 0);
        }

        @Override
        public void connect(SocketAddress address, int timeout) throws IOException {
            if (!(address instanceof InetSocketAddress internet) || internet.isUnresolved()) {
                throw new RefusedException("a host that has no address");
            }
            destinations.check(internet.getHostString(), internet.getAddress());
            super.connect(address, timeout);
        }
    }
}
