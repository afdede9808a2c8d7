package dev.bailiwick.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.bailiwick.cli.CommandException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The file with the way back is whole or is not there. */
final class WayBackTest {

    private static final int LENGTH = 1_000_000;

    @TempDir private Path folder;

    /** In a process that may write files of half that length, where the disk would be full. */
    @Test
    void whatCouldNotBeWrittenWholeIsNotLeftThere() throws IOException, InterruptedException {
        assertThat(written("ulimit -f 1000")).isEqualTo("could not");
        assertThat(folder).isEmptyDirectory();
        assertThat(written("true")).as("the control").isEqualTo("written");
        assertThat(folder.resolve("down.sql.uncommitted")).hasSize(LENGTH);
    }

    private String written(String before) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                before + " && exec \"$@\"",
                                "sh",
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-XX:-UsePerfData",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Writing.class.getName(),
                                folder.resolve("down.sql").toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new String(process.getInputStream().readAllBytes(), US_ASCII).strip();
    }

    /** The process that writes. */
    static final class Writing {

        private Writing() {}

        public static void main(String[] args) {
            try {
                new WayBack(Path.of(args[0]), "-".repeat(LENGTH)).write();
                System.out.println("written");
            } catch (CommandException full) {
                System.out.println("could not");
            }
        }
    }
}
