package dev.bailiwick.posture.task.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JobQueueTest {

    @Test
    void noTenantGetsAllThreadsWhereStrangersAreWaitedFor() {
        assertThat(JobQueue.values())
                .filteredOn(queue -> !queue.isBrief())
                .allMatch(JobQueue::isLasting);
    }
}
