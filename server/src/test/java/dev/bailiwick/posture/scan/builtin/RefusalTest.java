package dev.bailiwick.posture.scan.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.checks.outward.ExceededException;
import dev.bailiwick.posture.scan.engine.ScanFailedException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.FileSystemException;

final class RefusalTest {

    private static final String WHAT = "The repository could not be fetched";

    @Test
    void troubleOfOurOwnDiskIsNotTheProvidersAndNamesNoPath() throws Exception {
        ScanFailedException told =
                Refusal.of(WHAT, new FileSystemException("/srv/data/scans/x", null, "No space"));

        assertThat(told).hasMessage(WHAT + ": the disk of the server failed.");
        assertThat(told.isConnected()).isTrue();
    }

    @Test
    void whatCannotBeReachedIsNotConnected() throws Exception {
        ScanFailedException told = Refusal.of(WHAT, new IOException("Connection refused."));

        assertThat(told).hasMessage(WHAT + ": Connection refused.");
        assertThat(told.isConnected()).isFalse();
    }

    @Test
    void whatIsTooLargeIsConnected() throws Exception {
        assertThat(Refusal.of(WHAT, new ExceededException("more than 2 files")).isConnected())
                .isTrue();
    }
}
