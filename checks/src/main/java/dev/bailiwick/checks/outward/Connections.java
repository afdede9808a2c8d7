package dev.bailiwick.checks.outward;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;

import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * Opens connections to guarded addresses, without any proxy, and ends what takes too long or sends
 * too much. For one undertaking: its limits are those of all connections together.
 */
public final class Connections {

    private static final int CONNECT_MILLIS = 10_000;
    private static final int READ_MILLIS = 30_000;

    private final GuardedSockets sockets;
    private long deadline;
    private long mostBytes;
    private long bytes;

    public Connections(
            Destinations destinations, SSLSocketFactory secured, Duration time, long mostBytes) {
        this(destinations, secured, "", time, mostBytes);
    }

    /**
     * @param name that certificates must be for, whatever host is asked; that host's, if empty
     */
    public Connections(
            Destinations destinations,
            SSLSocketFactory secured,
            String name,
            Duration time,
            long mostBytes) {
        this.sockets = new GuardedSockets(destinations, secured, name, this::checkTime);
        this.deadline = System.nanoTime() + time.toNanos();
        this.mostBytes = mostBytes;
    }

    /**
     * Not connected yet; follows no redirect.
     *
     * @throws RefusedException unless {@code url} is one of https, at a port that there is
     */
    public HttpsURLConnection open(URI url) throws IOException {
        checkTime();
        Destinations.checkPort(url);
        if (!(url.toURL().openConnection(Proxy.NO_PROXY) instanceof HttpsURLConnection opened)) {
            throw new RefusedException("only https URLs are asked");
        }
        opened.setSSLSocketFactory(sockets);
        opened.setInstanceFollowRedirects(false);
        opened.setConnectTimeout(CONNECT_MILLIS);
        opened.setReadTimeout(READ_MILLIS);
        opened.setUseCaches(false);
        return opened;
    }

    /** The same text, which ends with an error at the limits. */
    public InputStream bounded(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int read = super.read();
                count(read < 0 ? 0 : 1);
                return read;
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                int read = super.read(into, from, length);
                count(Math.max(0, read));
                return read;
            }
        };
    }

    /** From now on so many bytes may have been sent since the beginning. */
    public void allow(long most) {
        mostBytes = most;
    }

    /** For time that others took: the undertaking may last so much longer. */
    public void putOff(Duration waited) {
        deadline += waited.toNanos();
    }

    private void count(int read) throws IOException {
        bytes += read;
        if (bytes > mostBytes) {
            throw new ExceededException("more than " + mostBytes + " bytes were sent");
        }
        checkTime();
    }

    /**
     * @throws IOException if the time is over or the thread is asked to stop
     */
    public void checkTime() throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("stopped");
        }
        if (isOver()) {
            throw new ExceededException("it takes too long");
        }
    }

    public boolean isOver() {
        return System.nanoTime() - deadline > 0;
    }
}
