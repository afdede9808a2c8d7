package dev.bailiwick.posture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command as a process of its own: what a terminal, an operator and a power cut do to it. */
final class ServeIT {

    private static final Pattern ADDRESS = Pattern.compile("ready at (http://\\S+)/api/v1");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir private Path room;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stopWhatStillRuns() throws Exception {
        for (Process process : started) {
            process.destroy();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void survivesAKillAndStopsCleanlyWhenAsked() throws Exception {
        Path data = room.resolve("data");
        Process killed = serve("--data", data.toString());
        assertThat(answers(killed)).isTrue();
        assertThat(output(killed)).contains("Next, make an account", "curl -X POST");
        ProcessHandle postgres = postmaster(data);

        killed.destroyForcibly().waitFor();
        assertThat(postgres.isAlive()).as("the database outlives its server").isTrue();

        Process again = serve("--data", data.toString());
        assertThat(answers(again)).isTrue();
        assertThat(output(again)).contains("stopping the PostgreSQL that a killed server left");
        assertThat(postgres.isAlive()).isFalse();
        ProcessHandle second = postmaster(data);

        again.destroy();
        assertThat(again.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(again.exitValue()).as("ended by SIGTERM").isEqualTo(143);
        second.onExit().get(10, TimeUnit.SECONDS);
        assertThat(data.resolve("postgres/postmaster.pid")).doesNotExist();
    }

    @Test
    void saysInOneLineThatTheDirectoryIsTaken() throws Exception {
        Path data = TestServer.shared().data();

        Process refused = serve("--data", data.toString());

        assertThat(refused.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(refused.exitValue()).isEqualTo(2);
        assertThat(output(refused).lines())
                .singleElement()
                .asString()
                .startsWith("bailiwick: The data directory " + data)
                .contains("in use by process " + ProcessHandle.current().pid());
    }

    private Process serve(String... options) throws IOException {
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
        Path output = room.resolve("output-" + started.size());
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        started.add(process);
        return process;
    }

    /** Waits for the address to be printed and asks there. */
    private boolean answers(Process process) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            Matcher address = ADDRESS.matcher(output(process));
            if (address.find()) {
                URI base = URI.create(address.group(1) + "/api/v1/");
                return new Api(base).get("nothing-of-this-name").status() == 404;
            }
            process.waitFor(100, TimeUnit.MILLISECONDS);
        }
        throw new AssertionError("no address printed: " + output(process));
    }

    private String output(Process process) throws IOException {
        return Files.readString(room.resolve("output-" + started.indexOf(process)));
    }

    private static ProcessHandle postmaster(Path data) throws IOException {
        List<String> lines = Files.readAllLines(data.resolve("postgres/postmaster.pid"));
        return ProcessHandle.of(Long.parseLong(lines.getFirst())).orElseThrow();
    }
}
