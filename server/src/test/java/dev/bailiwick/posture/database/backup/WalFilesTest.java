package dev.bailiwick.posture.database.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

final class WalFilesTest {

    private static final long SEGMENT = 16 << 20;

    @Test
    void goesFromTheLabelsFileToTheLastAcrossLogs() {
        String label =
                """
                START WAL LOCATION: 1/FE000028 (file 0000000200000001000000FE)
                CHECKPOINT LOCATION: 1/FE000080
                """;

        assertThat(WalFiles.names(label, "000000020000000200000001", SEGMENT))
                .containsExactly(
                        "0000000200000001000000FE",
                        "0000000200000001000000FF",
                        "000000020000000200000000",
                        "000000020000000200000001");
        assertThat(WalFiles.startLsn(label)).isEqualTo("1/FE000028");
    }

    @Test
    void refusesALabelWithoutAFileAndAnotherTimeline() {
        String label = "START WAL LOCATION: 0/2000028 (file 000000010000000000000002)\n";

        assertThatIllegalStateException()
                .isThrownBy(() -> WalFiles.names("", "000000010000000000000002", SEGMENT));
        assertThatIllegalStateException()
                .isThrownBy(() -> WalFiles.names(label, "000000020000000000000002", SEGMENT));
    }
}
