package dev.bailiwick.posture.database.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.LogLines;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

final class InterruptedStopIT {

    @Test
    void aStopWaitsForPostgresThoughItsThreadIsInterrupted(@TempDir Path data) {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(data, "Correct-horse-battery-1");

        try (LogLines log = LogLines.capture()) {
            Thread.currentThread().interrupt();
            postgres.close();

            assertThat(Thread.interrupted()).as("the interrupt is handed on").isTrue();
            assertThat(log.lines()).isEmpty();
        }
        assertThat(postgres.isRunning()).isFalse();
        assertThat(data.resolve("postgres/postmaster.pid")).doesNotExist();
    }
}
