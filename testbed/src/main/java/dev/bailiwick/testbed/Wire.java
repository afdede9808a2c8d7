package dev.bailiwick.testbed;

import org.postgresql.ds.PGSimpleDataSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands on the wire between driver and server, notes what reaches the server, and counts how often
 * the driver speaks after the server did: the round trips, each of which is one flush of the
 * driver.
 */
public final class Wire implements AutoCloseable {

    /** Of what the driver says, all of it. */
    private static final int UNLIMITED = Integer.MAX_VALUE;

    private final ServerSocket listener;
    private final PGSimpleDataSource server;
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final List<String> statements = new CopyOnWriteArrayList<>();
    private final AtomicInteger left = new AtomicInteger(UNLIMITED);
    private volatile boolean serverSpokeLast = true;
    private volatile boolean broken;

    private Wire(ServerSocket listener, PGSimpleDataSource server) {
        this.listener = listener;
        this.server = server;
    }

    public static Wire to(PGSimpleDataSource server) throws IOException {
        Wire wire = new Wire(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), server);
        Thread.ofVirtual().start(wire::accept);
        return wire;
    }

    /** The same data source, through this wire. */
    public PGSimpleDataSource through() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {listener.getLocalPort()});
        source.setDatabaseName(server.getDatabaseName());
        source.setUser(server.getUser());
        source.setCurrentSchema(server.getCurrentSchema());
        // else the driver sends a statement of its own to begin with
        source.setAssumeMinServerVersion("15");
        return source;
    }

    /** How many round trips the work takes. */
    public int turnsOf(Sql.Work work) throws SQLException {
        int before = turns.get();
        work.run();
        return turns.get() - before;
    }

    /** The statements that went to the server until now, in order; of all connections. */
    public List<String> statements() {
        return List.copyOf(statements);
    }

    /** How many bytes the driver has said until now, on all connections. */
    public long bytes() {
        return bytes.get();
    }

    /** From now on nothing comes through. */
    public void cut() {
        broken = true;
    }

    /** After this many bytes more of what the driver says, nothing comes through. */
    public void cutAfter(int bytes) {
        left.set(bytes);
    }

    /** From now on new connections come through again. */
    public void mend() {
        left.set(UNLIMITED);
        broken = false;
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                Socket client = listener.accept();
                Socket back = new Socket("localhost", server.getPortNumbers()[0]);
                client.setTcpNoDelay(true);
                back.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> toServer(client, back));
                Thread.ofVirtual().start(() -> toDriver(back, client));
            }
        } catch (IOException closed) {
            // the end of the test
        }
    }

    private void toServer(Socket driver, Socket back) {
        Spoken spoken = new Spoken();
        try (driver;
                back) {
            InputStream in = driver.getInputStream();
            OutputStream out = back.getOutputStream();
            byte[] buffer = new byte[65_536];
            for (int read = in.read(buffer); read >= 0 && !broken; read = in.read(buffer)) {
                count(true);
                bytes.addAndGet(read);
                statements.addAll(spoken.hear(buffer, read));
                int passing = passing(read);
                out.write(buffer, 0, passing);
                if (passing < read) {
                    return;
                }
            }
        } catch (IOException closed) {
            // one side hung up, and so does the other
        }
    }

    private int passing(int read) {
        int before =
                left.getAndUpdate(bytes -> bytes == UNLIMITED ? bytes : Math.max(0, bytes - read));
        return Math.min(before, read);
    }

    private void toDriver(Socket back, Socket driver) {
        try (driver;
                back) {
            InputStream in = back.getInputStream();
            OutputStream out = driver.getOutputStream();
            byte[] buffer = new byte[65_536];
            for (int read = in.read(buffer); read >= 0 && !broken; read = in.read(buffer)) {
                count(false);
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
