package dev.bailiwick.posture.database.embedded;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.disk.Disk;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The data of one PostgreSQL on disk and the programs that make, start and stop a server on them.
 */
final class Cluster {

    private static final Logger log = LoggerFactory.getLogger(Cluster.class);
    private static final int START_SECONDS = 600;
    private static final int STOP_SECONDS = 60;
    private static final Pattern COMPLAINT =
            Pattern.compile("could not (?!create any)|FATAL:|error:");

    private final Path directory;
    private final Path data;
    private final Path startLog;
    private final Binaries binaries;
    private final ServerUser user;

    private Cluster(Path directory, Binaries binaries, ServerUser user) {
        this.directory = directory;
        this.data = directory.resolve("postgres");
        this.startLog = directory.resolve("postgres-start.log");
        this.binaries = binaries;
        this.user = user;
    }

    static Cluster at(Path directory) throws IOException {
        Path absolute = directory.toRealPath();
        ServerUser user = ServerUser.of(absolute.resolve("postgres"));
        if (user.isSomebodyElse()) {
            Files.setPosixFilePermissions(absolute, fromString("rwx--x--x"));
        }
        return new Cluster(absolute, Binaries.unpack(cache(absolute, user)), user);
    }

    boolean isNew() {
        return !Files.exists(data);
    }

    /** Makes the data beside their place and moves them there, so half of them are never seen. */
    void initialise(String superuserPassword) throws IOException {
        Path half = directory.resolve("postgres.new");
        Path password = directory.resolve("postgres.password");
        Disk.deleteAll(half);
        Files.deleteIfExists(password);
        Files.createFile(password, asFileAttribute(fromString("rw-------")));
        Files.createDirectory(half, asFileAttribute(fromString("rwx------")));
        try {
            Files.writeString(password, superuserPassword);
            user.own(password);
            user.own(half);
            List<String> arguments = new ArrayList<>(ServerSettings.initialisation());
            arguments.addAll(
                    List.of(
                            "--username=" + EmbeddedPostgres.SUPERUSER,
                            "--pwfile=" + password,
                            "--pgdata=" + half));
            Optional<String> fault = execute("initdb", arguments);
            if (fault.isPresent()) {
                throw new IOException(fault.get());
            }
            Files.move(half, data, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(password);
            Disk.deleteAll(half);
        }
    }

    /**
     * @throws CommandException if the data were made by another major version
     */
    void checkVersion() throws IOException {
        Path file = data.resolve("PG_VERSION");
        String found = Files.exists(file) ? Files.readString(file).trim() : "an unknown version";
        if (!found.equals(Binaries.MAJOR)) {
            throw CommandException.couldNot(
                    "The database in %s is of PostgreSQL %s; this Bailiwick brings %s. Start the Bailiwick that made it, or upgrade the data with pg_upgrade."
                            .formatted(data, found, Binaries.MAJOR));
        }
    }

    /** Stops a server that still runs on these data, and clears what a killed one left. */
    void stopLeftOver() throws IOException {
        Optional<PostmasterFile> file = PostmasterFile.read(data);
        if (file.isEmpty()) {
            return;
        }
        if (file.get().process().isPresent()) {
            log.warn(
                    "stopping the PostgreSQL that a killed server left, process {}",
                    file.get().pid());
            stop();
        } else {
            // its number may belong to somebody else by now, which PostgreSQL cannot tell
            Files.deleteIfExists(file.get().file());
        }
    }

    /** The port of the last start. */
    Optional<Integer> keptPort() throws IOException {
        return EmbeddedPostgres.portOf(Files.readString(data.resolve("postgresql.conf")));
    }

    /** Starts a server and waits until it takes connections; answers why where it does not. */
    Optional<String> launch(int port) throws IOException {
        write("postgresql.conf", ServerSettings.configuration(port));
        write("pg_hba.conf", ServerSettings.HBA);
        Files.deleteIfExists(startLog);
        return execute(
                "pg_ctl",
                List.of(
                        "start",
                        "--silent",
                        "--wait",
                        "--timeout=" + START_SECONDS,
                        "--pgdata=" + data));
    }

    ProcessHandle postmaster() throws IOException {
        return PostmasterFile.read(data)
                .flatMap(PostmasterFile::process)
                .orElseThrow(() -> new IOException("PostgreSQL ended right after its start"));
    }

    /** Answers when nothing of the server runs any more; does nothing where none does. */
    void stop() throws IOException {
        for (String mode : List.of("fast", "immediate")) {
            Optional<ProcessHandle> process =
                    PostmasterFile.read(data).flatMap(PostmasterFile::process);
            if (process.isEmpty()) {
                return;
            }
            Optional<String> fault =
                    execute(
                            "pg_ctl",
                            List.of(
                                    "stop",
                                    "--silent",
                                    "--wait",
                                    "--timeout=" + STOP_SECONDS,
                                    "--mode=" + mode,
                                    "--pgdata=" + data));
            if (fault.isEmpty()) {
                PostmasterFile.awaitEnd(process.get(), Duration.ofSeconds(STOP_SECONDS));
                return;
            }
            log.warn("PostgreSQL does not stop ({}): {}", mode, fault.get());
        }
        throw new IOException("it outlived an immediate stop; see " + data.resolve("log"));
    }

    /** Runs one program to its end; empty when it went well, else the line that says why not. */
    private Optional<String> execute(String program, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(binaries.program(program).toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(user.command(command));
        Surroundings.bare(builder.environment());
        builder.directory(directory.toFile());
        builder.redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(startLog.toFile()));
        Instant since = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        int exit = awaitExit(builder.start());
        return exit == 0 ? Optional.empty() : Optional.of(reason(program, exit, since));
    }

    /**
     * Also where the thread is interrupted, as by a stop of the server that has hardly begun: each
     * of the programs ends in its time, and until then nobody knows what runs.
     */
    private static int awaitExit(Process process) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return process.waitFor();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** PostgreSQL complains at its start log first, and in its own log once that is open. */
    private String reason(String program, int exit, Instant since) throws IOException {
        List<Path> logs = new ArrayList<>(List.of(startLog));
        if (Files.isDirectory(data.resolve("log"))) {
            try (Stream<Path> written = Files.list(data.resolve("log"))) {
                logs.addAll(written.toList());
            }
        }
        for (Path log : logs) {
            if (!Files.getLastModifiedTime(log).toInstant().isBefore(since)) {
                Optional<String> complaint =
                        Files.readAllLines(log).reversed().stream()
                                .filter(line -> COMPLAINT.matcher(line).find())
                                .findFirst();
                if (complaint.isPresent()) {
                    return complaint.get();
                }
            }
        }
        return "%s ended with %d; see %s".formatted(program, exit, startLog);
    }

    private void write(String name, String text) throws IOException {
        Path file = data.resolve(name);
        Files.writeString(file, text);
        user.own(file);
    }

    /**
     * In the home of whoever runs us, so many data directories share one copy; else beside the
     * data.
     */
    private static Path cache(Path directory, ServerUser user) {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path home =
                cache == null || cache.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".cache")
                        : Path.of(cache);
        Path shared = home.resolve("bailiwick");
        try {
            if (!user.isSomebodyElse()) {
                Files.createDirectories(shared);
                return shared;
            }
        } catch (IOException e) {
            log.debug("no cache in {}", shared, e);
        }
        return directory.resolve("pgsql");
    }
}
