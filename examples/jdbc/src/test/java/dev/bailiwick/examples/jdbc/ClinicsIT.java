package dev.bailiwick.examples.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

class ClinicsIT {

    /** The pages show this output. */
    @Test
    void leaksWithoutAWallAndNotBehindOne() throws Exception {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        List<String> told =
                Files.readAllLines(Path.of("src/test/resources/output.txt")).stream()
                        .filter(line -> !line.startsWith("#"))
                        .toList();

        onMainThread(
                () -> {
                    Clinics.show(new PrintStream(shown, true, StandardCharsets.UTF_8));
                    return true;
                });

        assertThat(shown.toString(StandardCharsets.UTF_8).lines()).containsExactlyElementsOf(told);
    }

    /** Its name is in the output. */
    private static void onMainThread(Callable<?> example) throws Exception {
        Thread thread = Thread.currentThread();
        String name = thread.getName();
        thread.setName("main");
        try {
            example.call();
        } finally {
            thread.setName(name);
        }
    }
}
