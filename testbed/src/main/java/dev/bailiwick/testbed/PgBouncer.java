package dev.bailiwick.testbed;

import org.postgresql.ds.PGSimpleDataSource;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** PgBouncer in transaction mode, if the machine has one; stopped when it is closed. */
public final class PgBouncer implements AutoCloseable {

    private static final String PROGRAM = "pgbouncer";

    private final Process process;
    private final PGSimpleDataSource server;
    private final int port;
    private final Path folder;

    private PgBouncer(Process process, PGSimpleDataSource server, int port, Path folder) {
        this.process = process;
        this.server = server;
        this.port = port;
        this.folder = folder;
    }

    /** Whether the program is on the path. */
    public static boolean isInstalled() {
        return folders().anyMatch(folder -> Files.isExecutable(folder.resolve(PROGRAM)));
    }

    /**
     * Started when this returns.
     *
     * @param folder empty; holds the configuration and the log
     * @param size the number of server connections
     */
    public static PgBouncer before(PGSimpleDataSource server, Path folder, int size)
            throws IOException, InterruptedException {
        int port = Ports.free();
        Files.writeString(folder.resolve("users.txt"), "\"%s\" \"\"\n".formatted(server.getUser()));
        Files.writeString(
                folder.resolve("pgbouncer.ini"), configuration(server, folder, port, size));
        for (Path path :
                List.of(folder, folder.resolve("users.txt"), folder.resolve("pgbouncer.ini"))) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        List<String> command = new ArrayList<>(List.of(PROGRAM));
        if ("root".equals(System.getProperty("user.name"))) {
            // it refuses to be root
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(folder.resolve("pgbouncer.ini").toString());
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("output").toFile())
                        .start();
        PgBouncer bouncer = new PgBouncer(process, server, port, folder);
        bouncer.awaitConnections();
        return bouncer;
    }

    /** The same data source, through it, and set up for it. */
    public PGSimpleDataSource through() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(server.getDatabaseName());
        source.setUser(server.getUser());
        source.setPrepareThreshold(0);
        return source;
    }

    private static String configuration(
            PGSimpleDataSource server, Path folder, int port, int size) {
        return """
        [databases]
        %1$s = host=127.0.0.1 port=%2$s dbname=%1$s

        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %3$s
        unix_socket_dir =
        auth_type = trust
        auth_file = %4$s/users.txt
        pool_mode = transaction
        default_pool_size = %5$s
        max_client_conn = 50
        server_round_robin = 1
        ignore_startup_parameters = extra_float_digits
        logfile = %4$s/pgbouncer.log
        """
                .formatted(
                        server.getDatabaseName(), server.getPortNumbers()[0], port, folder, size);
    }

    private void awaitConnections() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (process.isAlive() && System.nanoTime() < end) {
            try (Connection connection = through().getConnection()) {
                if (connection.isValid(5)) {
                    return;
                }
            } catch (SQLException notYet) {
                process.waitFor(50, TimeUnit.MILLISECONDS);
            }
        }
        close();
        throw new IOException(
                "PgBouncer did not start: " + Files.readString(folder.resolve("output")));
    }

    private static Stream<Path> folders() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(Path::of);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
