package dev.bailiwick.posture;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command {@code serve} or {@code worker} as a process of its own, on a random port. */
public final class ServerProcess implements AutoCloseable {

    public static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Pattern ADDRESS = Pattern.compile("ready at (http://\\S+)/api/v1");
    private static final Pattern HEALTH = Pattern.compile("its health is at (http://\\S+)");

    private final Process process;
    private final Path output;

    private ServerProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * @param output a new file, for what it prints
     */
    public static ServerProcess serve(Path output, String... options) throws IOException {
        return serve(output, Map.of(), options);
    }

    /**
     * @param environment beside one's own
     */
    public static ServerProcess serve(
            Path output, Map<String, String> environment, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("serve", "--port", "0"));
        arguments.addAll(List.of(options));
        return start(output, environment, arguments);
    }

    /**
     * The command {@code worker}.
     *
     * @param output a new file, for what it prints
     * @param environment beside one's own
     */
    public static ServerProcess worker(
            Path output, Map<String, String> environment, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("worker"));
        arguments.addAll(List.of(options));
        return start(output, environment, arguments);
    }

    private static ServerProcess start(
            Path output, Map<String, String> environment, List<String> arguments)
            throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-Xmx256m",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.bailiwick.cli.Bailiwick"));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new ServerProcess(builder.start(), output);
    }

    /** A client without credentials, as soon as the address is printed. */
    public Api api() throws IOException, InterruptedException {
        return new Api(URI.create(address() + "/api/v1/"));
    }

    /** Where it listens, without a path, as soon as that is printed. */
    public URI address() throws IOException, InterruptedException {
        return printed(ADDRESS);
    }

    /** Where a worker answers for its health, as soon as that is printed. */
    public URI health() throws IOException, InterruptedException {
        return printed(HEALTH);
    }

    private URI printed(Pattern pattern) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            Matcher address = pattern.matcher(output());
            if (address.find()) {
                return URI.create(address.group(1));
            }
            process.waitFor(100, TimeUnit.MILLISECONDS);
        }
        throw new AssertionError("no address printed: " + output());
    }

    /** All that it has printed. */
    public String output() throws IOException {
        return Files.readString(output);
    }

    /** Ends it at once, as {@code kill -9} does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    public Process process() {
        return process;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
