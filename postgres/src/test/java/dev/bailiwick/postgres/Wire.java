package dev.bailiwick.postgres;

import org.postgresql.ds.PGSimpleDataSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands on the wire between driver and server and counts how often the driver speaks after the
 * server did: the round trips, each of which is one flush of the driver.
 */
final class Wire implements AutoCloseable {

    private final ServerSocket listener;
    private final PGSimpleDataSource server;
    private final AtomicInteger turns = new AtomicInteger();
    private volatile boolean serverSpokeLast = true;
    private volatile boolean broken;

    private Wire(ServerSocket listener, PGSimpleDataSource server) {
        this.listener = listener;
        this.server = server;
    }

    static Wire to(PGSimpleDataSource server) throws IOException {
        Wire wire = new Wire(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), server);
        Thread.ofVirtual().start(wire::accept);
        return wire;
    }

    /** The same data source, through this wire. */
    PGSimpleDataSource through() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {listener.getLocalPort()});
        source.setDatabaseName(server.getDatabaseName());
        source.setUser(server.getUser());
        source.setCurrentSchema(server.getCurrentSchema());
        return source;
    }

    /** How many round trips the work takes. */
    int turnsOf(Sql.Work work) throws SQLException {
        int before = turns.get();
        work.run();
        return turns.get() - before;
    }

    /** From now on nothing comes through. */
    void cut() {
        broken = true;
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                Socket client = listener.accept();
                Socket back = new Socket("localhost", server.getPortNumbers()[0]);
                client.setTcpNoDelay(true);
                back.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> pump(client, back, true));
                Thread.ofVirtual().start(() -> pump(back, client, false));
            }
        } catch (IOException closed) {
            // the end of the test
        }
    }

    private void pump(Socket from, Socket to, boolean driver) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[65_536];
            for (int read = in.read(buffer); read >= 0 && !broken; read = in.read(buffer)) {
                count(driver);
                out.write(buffer, 0, read);
            }
        } catch (IOException closed) {
            // one side hung up, and so does the other
        }
    }

    private synchronized void count(boolean driver) {
        if (driver && serverSpokeLast) {
            turns.incrementAndGet();
        }
        serverSpokeLast = !driver;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
