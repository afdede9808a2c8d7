package dev.bailiwick.posture.database.embedded;

import dev.bailiwick.cli.CommandException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A PostgreSQL of our own, running. Durable, on loopback, behind a password from its first moment.
 * Its processes are in a session of their own, so a Ctrl-C at the terminal reaches them through
 * {@link #close} only, after the requests have been drained.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    /** Made by {@code initdb}, with the password of the caller. */
    public static final String SUPERUSER = "postgres";

    /** The version that comes along. */
    public static final String MAJOR = Binaries.MAJOR;

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final int ATTEMPTS = 5;
    private static final Pattern PORT = Pattern.compile("(?m)^port = (\\d+)$");

    private final Cluster cluster;
    private volatile ProcessHandle postmaster;
    private volatile boolean closed;

    private final int port;

    private EmbeddedPostgres(Cluster cluster, int port, ProcessHandle postmaster) {
        this.cluster = cluster;
        this.port = port;
        this.postmaster = postmaster;
    }

    /**
     * Starts the server on its data below {@code directory}, which are made if there are none. A
     * server that a killed process left running is stopped first.
     *
     * @param directory held by the caller alone
     * @param superuserPassword used when the data are made
     * @throws CommandException with one line, if it cannot be started
     */
    public static EmbeddedPostgres start(Path directory, String superuserPassword) {
        try {
            Cluster cluster = Cluster.at(directory);
            if (cluster.isNew()) {
                log.info("making a database in {}", directory);
                cluster.initialise(superuserPassword);
            }
            cluster.checkVersion();
            cluster.stopLeftOver();
            return run(cluster);
        } catch (IOException e) {
            throw CommandException.couldNot(
                    "PostgreSQL cannot be started in %s: %s".formatted(directory, e.getMessage()));
        }
    }

    private static EmbeddedPostgres run(Cluster cluster) throws IOException {
        int port =
                cluster.keptPort()
                        .filter(EmbeddedPostgres::isFree)
                        .orElseGet(EmbeddedPostgres::freePort);
        for (int attempt = 1; ; attempt++) {
            Optional<String> fault = cluster.launch(port);
            if (fault.isEmpty()) {
                return new EmbeddedPostgres(cluster, port, cluster.postmaster());
            }
            if (attempt == ATTEMPTS) {
                throw new IOException(fault.get());
            }
            if (fault.get().contains("could not bind")) {
                port = freePort();
            }
        }
    }

    /**
     * The port of the server that another process has started on its data below {@code directory}.
     *
     * @throws CommandException if none runs there
     */
    public static int portAtWork(Path directory) {
        try {
            return PostmasterFile.read(directory.resolve("postgres"))
                    .filter(file -> file.process().isPresent())
                    .flatMap(PostmasterFile::port)
                    .orElseThrow(
                            () ->
                                    CommandException.couldNot(
                                            "There is no server at work on %s: start ./bailiwick serve with the same --data first, or name its database with --database-url."
                                                    .formatted(directory)));
        } catch (IOException e) {
            throw CommandException.couldNot(
                    "The database in %s cannot be found: %s".formatted(directory, e.getMessage()));
        }
    }

    public int port() {
        return port;
    }

    /** Whether the server's main process is alive. */
    public boolean isRunning() {
        return !PostmasterFile.ended(postmaster);
    }

    /**
     * Starts a server that died again, on the same port; PostgreSQL recovers what was committed.
     * Does nothing after {@link #close}.
     *
     * @throws CommandException if it does not come up
     */
    public synchronized void revive() {
        if (closed || isRunning()) {
            return;
        }
        try {
            cluster.stopLeftOver();
            Optional<String> fault = cluster.launch(port);
            if (fault.isPresent()) {
                throw new IOException(fault.get());
            }
            postmaster = cluster.postmaster();
        } catch (IOException e) {
            throw CommandException.couldNot(
                    "PostgreSQL died and cannot be started again: " + e.getMessage());
        }
    }

    /** Ends all sessions, writes a checkpoint and stops. Closing again does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            cluster.stop();
        } catch (IOException e) {
            log.error("PostgreSQL did not stop: {}", e.getMessage());
        }
    }

    /**
     * Where the server listens that another process runs on the data below {@code directory}; empty
     * if none does.
     */
    public static Optional<Integer> runningAt(Path directory) {
        Path data = directory.resolve("postgres");
        try {
            if (!Files.exists(data)) {
                return Optional.empty();
            }
            Path real = data.toRealPath();
            return PostmasterFile.read(real).flatMap(PostmasterFile::process).isPresent()
                    ? portOf(Files.readString(real.resolve("postgresql.conf")))
                    : Optional.empty();
        } catch (IOException e) {
            throw CommandException.couldNot(
                    "Whether a database runs in %s cannot be seen: %s".formatted(data, e));
        }
    }

    /** Hands over a cluster that was put there to whom the server will run as. */
    public static void adopt(Path cluster) throws IOException {
        ServerUser user = ServerUser.of(cluster);
        if (user.isSomebodyElse()) {
            try (Stream<Path> files = Files.walk(cluster)) {
                for (Path file : files.toList()) {
                    user.own(file);
                }
            }
        }
    }

    static Optional<Integer> portOf(String configuration) {
        Matcher matcher = PORT.matcher(configuration);
        return matcher.find() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw CommandException.couldNot("No port is free on loopback: " + e.getMessage());
        }
    }
}
