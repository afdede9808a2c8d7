package dev.bailiwick.checks.outward;

import org.jspecify.annotations.Nullable;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import javax.net.ssl.SSLSocketFactory;

/**
 * Sockets that look at the very address they are about to connect to, so that it makes no
 * difference what a name led to a moment before.
 */
final class GuardedSockets extends SSLSocketFactory {

    /** Asked while something is waited for. */
    interface Watch {

        /**
         * @throws IOException if it is not to be waited any longer
         */
        void check() throws IOException;
    }

    private final Destinations destinations;
    private final SSLSocketFactory secured;
    private final String name;
    private final Watch watch;

    /**
     * @param secured makes the encrypted connection over the one that was looked at
     * @param name that its certificate must be for; that of the host, if empty
     */
    GuardedSockets(Destinations destinations, SSLSocketFactory secured, String name, Watch watch) {
        this.destinations = destinations;
        this.secured = secured;
        this.name = name;
        this.watch = watch;
    }

    @Override
    public Socket createSocket() {
        return new Guarded(destinations, watch);
    }

    @Override
    public Socket createSocket(Socket connected, String host, int port, boolean close)
            throws IOException {
        if (!(connected instanceof Guarded)) {
            throw new RefusedException("a connection that was not looked at");
        }
        return secured.createSocket(connected, name.isEmpty() ? host : name, port, close);
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

        private static final int GLANCE_MILLIS = 500;

        private final Destinations destinations;
        private final Watch watch;
        private volatile int patienceMillis;

        Guarded(Destinations destinations, Watch watch) {
            this.destinations = destinations;
            this.watch = watch;
        }

        @Override
        public void setSoTimeout(int millis) {
            patienceMillis = millis;
        }

        /** Waits in small steps, since a thread that waits for a socket hears nothing else. */
        @Override
        public InputStream getInputStream() throws IOException {
            super.setSoTimeout(GLANCE_MILLIS);
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] into, int from, int length) throws IOException {
                    long begin = System.nanoTime();
                    while (true) {
                        watch.check();
                        try {
                            return super.read(into, from, length);
                        } catch (SocketTimeoutException e) {
                            long waited = (System.nanoTime() - begin) / 1_000_000;
                            if (patienceMillis > 0 && waited >= patienceMillis) {
                                throw e;
                            }
                        }
                    }
                }
            };
        }

        @Override
        public void connect(SocketAddress address) throws IOException {
            connect(address, 0);
        }

        @Override
        public void connect(SocketAddress address, int timeout) throws IOException {
            if (!(address instanceof InetSocketAddress internet)) {
                throw new RefusedException("a host that has no address");
            }
            if (internet.isUnresolved()) {
                throw destinations.unknown(internet.getHostString());
            }
            destinations.check(internet.getHostString(), internet.getAddress());
            var connecting =
                    new FutureTask<@Nullable Void>(
                            () -> {
                                super.connect(address, timeout);
                                return null;
                            });
            Thread.ofVirtual().name("connect").start(connecting);
            await(connecting);
        }

        /** A thread that connects hears nothing: another one does it, and is left alone with it. */
        private void await(FutureTask<?> connecting) throws IOException {
            try {
                connecting.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException failed) {
                    throw failed;
                }
                throw new IOException("no connection", e.getCause());
            } catch (InterruptedException e) {
                close();
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("stopped");
            }
        }
    }
}
