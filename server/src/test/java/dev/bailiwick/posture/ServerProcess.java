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

/** The command {@code serve} as a process of its own, on a random port. */
public final class ServerProcess implements AutoCloseable {

    public static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Pattern ADDRESS = Pattern.compile("ready at (http://\\S+)/api/v1");

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
     * @param variables of its environment, beside those of this process
     */
    public static ServerProcess serve(Path output, Map<String, String> variables, String... options)
            throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-Xmx256m",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.bailiwick.cli.Bailiwick",
                                "serve",
                                "--port",
                                "0"));
        command.addAll(List.of(options));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().putAll(variables);
        return new ServerProcess(builder.start(), output);
    }

    /** A client without credentials, as soon as the address is printed. */
    public Api api() throws IOException, InterruptedException {
        return new Api(URI.create(address() + "/api/v1/"));
    }

    /** Where it listens, without a path, as soon as that is printed. */
    public URI address() throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            Matcher address = ADDRESS.matcher(output());
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

    Process process() {
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
