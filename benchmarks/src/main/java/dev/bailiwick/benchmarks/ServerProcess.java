package dev.bailiwick.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The server as the launcher runs it, in a process of its own with its database; Linux tells what
 * they consume. To be used from the root of the repository.
 */
final class ServerProcess implements AutoCloseable {

    private static final Pattern SERVES = Pattern.compile("ready at (http://\\S+)/api/v1");
    private static final Pattern WORKS = Pattern.compile("health is at (http://\\S+)/health/ready");
    private static final Pattern USED = Pattern.compile("total \\d+K, used (\\d+)K");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final double TICKS_PER_SECOND = 100;
    private static final int LONGEST_REST_SECONDS = 60;
    private static final double IDLE_PROCESSOR_SECONDS = 0.05;

    private final Process process;
    private final Path data;
    private final URI api;
    private final double startSeconds;

    private ServerProcess(Process process, Path data, URI api, double startSeconds) {
        this.process = process;
        this.data = data;
        this.api = api;
        this.startSeconds = startSeconds;
    }

    static ServerProcess start(Path data) throws Exception {
        return start(data, Map.of());
    }

    /**
     * @param settings further variables of the environment
     * @param options of {@code serve}
     */
    static ServerProcess start(Path data, Map<String, String> settings, String... options)
            throws Exception {
        Path output = data.resolveSibling(data.getFileName() + ".log");
        List<String> command = new ArrayList<>(List.of("./bailiwick", "serve", "--port", "0"));
        command.addAll(List.of(options));
        return start(command, data, output, settings, SERVES);
    }

    /**
     * A worker beside the server of that data directory.
     *
     * @param number which one, for the name of its log
     * @param settings further variables of the environment
     */
    static ServerProcess worker(Path data, int number, String queues, Map<String, String> settings)
            throws Exception {
        Path output = data.resolveSibling(data.getFileName() + ".worker" + number + ".log");
        List<String> command = List.of("./bailiwick", "worker", "--queues", queues);
        return start(command, data, output, settings, WORKS);
    }

    private static ServerProcess start(
            List<String> command,
            Path data,
            Path output,
            Map<String, String> settings,
            Pattern address)
            throws Exception {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of("--data", data.toString()));
        var launch = new ProcessBuilder(whole);
        launch.environment().putAll(settings);
        long begun = System.nanoTime();
        Process process = launch.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        long end = begun + PATIENCE.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            Matcher ready = address.matcher(Files.readString(output));
            if (ready.find()) {
                return new ServerProcess(
                        process,
                        data,
                        URI.create(ready.group(1) + "/api/v1/"),
                        (System.nanoTime() - begun) / 1e9);
            }
            Thread.sleep(50);
        }
        process.destroyForcibly();
        throw new IllegalStateException(Files.readString(output));
    }

    URI api() {
        return api;
    }

    /** From the command to an answer to be had. */
    double startSeconds() {
        return startSeconds;
    }

    /** Seconds of processor time so far, of the server and of all processes of its database. */
    double processorSeconds() throws IOException {
        double seconds = consumed(process.toHandle(), false);
        ProcessHandle postgres = postmaster();
        seconds += consumed(postgres, true);
        for (ProcessHandle each : postgres.children().toList()) {
            seconds += consumed(each, true);
        }
        return seconds;
    }

    /** Of the server alone. */
    double serverSeconds() throws IOException {
        return consumed(process.toHandle(), false);
    }

    /**
     * Waits until neither the server nor its database has anything left to do, at most a minute.
     */
    void rest() throws IOException, InterruptedException {
        double before = processorSeconds();
        for (int second = 0; second < LONGEST_REST_SECONDS; second++) {
            Thread.sleep(1_000);
            double now = processorSeconds();
            if (now - before < IDLE_PROCESSOR_SECONDS) {
                return;
            }
            before = now;
        }
    }

    /** The most memory that the server has had resident, in megabytes. */
    long peakMegabytes() throws IOException {
        return megabytes("VmHWM:");
    }

    /** The memory that the server has resident now, in megabytes. */
    long residentMegabytes() throws IOException {
        return megabytes("VmRSS:");
    }

    /** What is left of the server's heap when it has been collected as a whole, in megabytes. */
    double collectedMegabytes() throws IOException, InterruptedException {
        command("GC.run");
        Matcher used = USED.matcher(command("GC.heap_info"));
        double kilobytes = 0;
        while (used.find()) {
            kilobytes += Double.parseDouble(used.group(1));
        }
        return kilobytes / 1_024;
    }

    private String command(String name) throws IOException, InterruptedException {
        String tool = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
        Process asked = new ProcessBuilder(tool, "" + process.pid(), name).start();
        try (InputStream in = asked.getInputStream()) {
            String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            asked.waitFor();
            return answer;
        }
    }

    private long megabytes(String field) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", "" + process.pid(), "status"))) {
            return lines.filter(line -> line.startsWith(field))
                            .map(line -> line.replaceAll("\\D", ""))
                            .mapToLong(Long::parseLong)
                            .findFirst()
                            .orElse(0)
                    / 1_024;
        }
    }

    /** A connection to the database that may do everything. */
    Connection database() throws IOException, SQLException {
        return database("postgres", "postgres");
    }

    /** A connection as the role that serves requests: it sees one tenant's rows at most. */
    Connection app() throws IOException, SQLException {
        return database("bailiwick_app", "app");
    }

    private Connection database(String role, String secret) throws IOException, SQLException {
        List<String> postmaster = Files.readAllLines(data.resolve("postgres/postmaster.pid"));
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + postmaster.get(3) + "/bailiwick",
                role,
                secret(secret));
    }

    /** A password of the database, by the name of its file. */
    String secret(String name) throws IOException {
        return Files.readString(data.resolve("secrets").resolve(name)).trim();
    }

    private ProcessHandle postmaster() throws IOException {
        String pid = Files.readAllLines(data.resolve("postgres/postmaster.pid")).getFirst().trim();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    private static double consumed(ProcessHandle process, boolean withEnded) throws IOException {
        Path stat = Path.of("/proc", "" + process.pid(), "stat");
        String text;
        try {
            text = Files.readString(stat);
        } catch (IOException ended) {
            // its time is its parent's now
            return 0;
        }
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
        double ticks = Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
        if (withEnded) {
            ticks += Double.parseDouble(fields[13]) + Double.parseDouble(fields[14]);
        }
        return ticks / TICKS_PER_SECOND;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
