package dev.bailiwick.testbed;

import org.postgresql.ds.PGSimpleDataSource;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A pooler in transaction mode, as small as it can be and as unkind: many clients share few server
 * connections, and a client gets the one that was left alone longest for each of its transactions.
 * What somebody sets for a session so reaches whoever comes next.
 *
 * <p>All clients must log in alike, without a password. Named statements are not carried over from
 * one server connection to another, and cancelling is not passed on.
 */
public final class SwappingPooler implements AutoCloseable {

    private static final int START = 8;
    private static final int PROTOCOL = 3;
    private static final int NO = 'N';
    private static final int PATIENCE_SECONDS = 30;

    private final ServerSocket listener;
    private final PGSimpleDataSource server;
    private final int size;
    private final BlockingQueue<Link> idle = new LinkedBlockingQueue<>();
    private final AtomicInteger transactions = new AtomicInteger();
    private byte[] greeting = {};

    private SwappingPooler(ServerSocket listener, PGSimpleDataSource server, int size) {
        this.listener = listener;
        this.server = server;
        this.size = size;
    }

    /**
     * @param size the number of server connections; two at least, for there to be another one
     */
    public static SwappingPooler before(PGSimpleDataSource server, int size) throws IOException {
        SwappingPooler pooler =
                new SwappingPooler(
                        new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), server, size);
        Thread.ofVirtual().start(pooler::accept);
        return pooler;
    }

    /** The same data source, through this pooler, and set up for one. */
    public PGSimpleDataSource through() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {listener.getLocalPort()});
        source.setDatabaseName(server.getDatabaseName());
        source.setUser(server.getUser());
        source.setCurrentSchema(server.getCurrentSchema());
        source.setAssumeMinServerVersion("15");
        source.setPrepareThreshold(0);
        return source;
    }

    /** How many transactions have ended, after each of which the server connection was given up. */
    public int transactions() {
        return transactions.get();
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                Socket client = listener.accept();
                client.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException closed) {
            // the end of the test
        }
    }

    private void serve(Socket client) {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            open(start(in, out));
            out.write(greeting);
            for (Message first = Message.read(in); !first.isTerminate(); first = Message.read(in)) {
                transaction(first, in, out);
            }
        } catch (IOException hungUp) {
            // a client that goes without a word
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads what a client begins with; wishes for encryption are not granted. */
    private static byte[] start(DataInputStream in, DataOutputStream out) throws IOException {
        while (true) {
            int length = in.readInt();
            int code = in.readInt();
            byte[] rest = in.readNBytes(length - START);
            if (code >> Short.SIZE == PROTOCOL) {
                return ByteBuffer.allocate(length).putInt(length).putInt(code).put(rest).array();
            }
            out.writeByte(NO);
        }
    }

    /** The server connections are opened when the first client says how. */
    private synchronized void open(byte[] start) throws IOException {
        if (greeting.length == 0) {
            for (int i = 0; i < size; i++) {
                Link link = Link.to(server.getPortNumbers()[0]);
                greeting = link.logIn(start);
                idle.add(link);
            }
        }
    }

    /** From its first message until the server is outside of any transaction again. */
    private void transaction(Message first, DataInputStream in, DataOutputStream out)
            throws IOException, InterruptedException {
        Link link = idle.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (link == null) {
            throw new IOException("No server connection became free");
        }
        boolean over = false;
        try {
            Message message = first;
            while (!over) {
                message.write(link.out());
                if (message.endsFlush()) {
                    link.out().flush();
                    over = answer(link, out);
                }
                if (!over) {
                    message = Message.read(in);
                    if (message.isTerminate()) {
                        throw new IOException("The client left in the middle of a transaction");
                    }
                }
            }
        } finally {
            end(link, over);
        }
    }

    /** Whether the transaction is over; until then, or until data is wanted, the server speaks. */
    private static boolean answer(Link link, DataOutputStream out) throws IOException {
        ByteArrayOutputStream spoken = new ByteArrayOutputStream();
        DataOutputStream all = new DataOutputStream(spoken);
        Message message;
        do {
            message = Message.read(link.in());
            message.write(all);
        } while (!message.isReady() && !message.wantsCopy());
        out.write(spoken.toByteArray());
        out.flush();
        return message.isReadyOutsideATransaction();
    }

    private void end(Link link, boolean over) throws IOException {
        transactions.incrementAndGet();
        if (over) {
            idle.add(link);
        } else {
            link.socket().close();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Link link = idle.poll(); link != null; link = idle.poll()) {
                link.socket().close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A connection to the server. */
    private record Link(Socket socket, DataInputStream in, DataOutputStream out) {

        static Link to(int port) throws IOException {
            Socket socket = new Socket("localhost", port);
            socket.setTcpNoDelay(true);
            return new Link(
                    socket,
                    new DataInputStream(new BufferedInputStream(socket.getInputStream())),
                    new DataOutputStream(new BufferedOutputStream(socket.getOutputStream())));
        }

        /** What the server says until it is ready, which it would say to every client. */
        byte[] logIn(byte[] start) throws IOException {
            out.write(start);
            out.flush();
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            DataOutputStream all = new DataOutputStream(said);
            Message message;
            do {
                message = Message.read(in);
                message.write(all);
            } while (!message.isReady());
            return said.toByteArray();
        }
    }
}
