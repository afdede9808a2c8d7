package dev.bailiwick.posture.task.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.task.job.JobQueue;

import org.junit.jupiter.api.Test;

import java.util.List;

final class ServedQueuesTest {

    @Test
    void areNamedByWords() {
        assertThat(ServedQueues.parse(List.of("scans", "scan-reports")))
                .containsExactlyInAnyOrder(JobQueue.SCANS, JobQueue.SCAN_REPORTS);
        assertThat(ServedQueues.parse(List.of("all"))).containsExactly(JobQueue.values());
        assertThat(ServedQueues.parse(List.of("none"))).isEmpty();
    }

    @Test
    void anUnknownWordIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> ServedQueues.parse(List.of("scan")))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("'scan' is no queue")
                .hasMessageContaining("scans, ingestion");
    }
}
