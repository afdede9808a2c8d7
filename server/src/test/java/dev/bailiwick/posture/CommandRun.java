package dev.bailiwick.posture;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.cli.BailiwickCommand;
import dev.bailiwick.cli.CommandException;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a command of {@code bailiwick} came to.
 *
 * @param text all that it said
 */
public record CommandRun(int exit, String text) {

    /** Runs it in this process. */
    public static CommandRun of(BailiwickCommand command, String... arguments) {
        StringWriter said = new StringWriter();
        CommandLine line = new CommandLine(command);
        line.setOut(new PrintWriter(said));
        line.setErr(new PrintWriter(said));
        line.setExecutionExceptionHandler(
                (failure, failed, parsed) -> {
                    if (failure instanceof CommandException expected) {
                        failed.getErr().println(expected.getMessage());
                        return expected.exitCode();
                    }
                    throw failure;
                });
        int exit = line.execute(arguments);
        return new CommandRun(exit, said.toString());
    }

    /**
     * Starts it as a process of its own.
     *
     * @param output for what it prints
     */
    public static Process start(Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(java());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /**
     * Runs it where no file can become larger than this, which stands for a disk without room.
     *
     * @param kibibytes 0: it can write nothing at all
     */
    public static CommandRun onFullDisk(int kibibytes, String... arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "bash",
                                "-c",
                                "trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\"",
                                String.valueOf(kibibytes)));
        command.addAll(java());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new CommandRun(process.waitFor(), said);
    }

    /** What stands for {@code ./bailiwick} where nothing is packaged. */
    public static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.bailiwick.cli.Bailiwick");
    }
}
