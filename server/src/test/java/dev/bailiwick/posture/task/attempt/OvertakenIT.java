package dev.bailiwick.posture.task.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.task.JobRequest;
import dev.bailiwick.posture.task.JobRow;
import dev.bailiwick.posture.task.Jobs;
import dev.bailiwick.posture.task.Probe;
import dev.bailiwick.posture.task.job.JobId;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What an attempt can do to a job that another attempt is at: nothing. */
final class OvertakenIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    private JobId enqueue(JobRequest request) {
        return acme.inTransaction(() -> server.bean(Jobs.class).enqueue(request));
    }

    @Test
    void itShowsNoProgressAndNeitherGivesTheJobBackNorEndsIt() {
        JobId job = enqueue(Probe.asks(run -> JobOutcome.done()).after(Duration.ofHours(1)));
        server.sql()
                .sql("update job set state = 'executing', attempt = 2 where id = ?")
                .param(job.value())
                .update();
        Attempts attempts = server.bean(Attempts.class);

        refused(() -> attempts.progress(job, 1, 90));
        refused(() -> attempts.giveBack(job, 1, 3));
        refused(() -> attempts.complete(job, 1, Map.of()));

        JobRow row = JobRow.read(server, job);
        assertThat(row.state()).isEqualTo("executing");
        assertThat(row.metadata()).doesNotContain("progress").contains("due_at");
        assertThat(row.failures()).isZero();
        acme.inTransaction(
                () -> {
                    attempts.giveBack(job, 2, 0);
                    return true;
                });
        JobRow back = JobRow.read(server, job);
        assertThat(back.state()).isEqualTo("available");
        assertThat(back.metadata()).as("the time that it no longer waits for").isEqualTo("{}");
    }

    private void refused(Runnable write) {
        assertThatExceptionOfType(StaleAttemptException.class)
                .isThrownBy(
                        () ->
                                acme.inTransaction(
                                        () -> {
                                            write.run();
                                            return true;
                                        }));
    }

    /** It may be where it asks the database nothing, for hours. */
    @Test
    void itIsInterrupted() {
        CountDownLatch asleep = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Queue<Boolean> cutOff = new ConcurrentLinkedQueue<>();
        JobId job =
                enqueue(
                        Probe.asks(
                                run -> {
                                    if (run.attempt() > 1) {
                                        Eventually.passes(interrupted);
                                        return JobOutcome.done();
                                    }
                                    asleep.countDown();
                                    try {
                                        TimeUnit.MINUTES.sleep(2);
                                    } catch (InterruptedException e) {
                                        cutOff.add(run.cutOff());
                                        interrupted.countDown();
                                    }
                                    return JobOutcome.later(Duration.ZERO);
                                }));
        Eventually.passes(asleep);

        giveUpForDead(job);

        JobRow row = JobRow.awaitEnd(server, job);
        assertThat(row.state()).isEqualTo("completed");
        assertThat(row.attempt()).isEqualTo(2);
        assertThat(cutOff).containsExactly(true);
        JobRow.awaitGone(server, job);
    }

    /** As another process does that has had no heartbeat, while the first still runs. */
    private void giveUpForDead(JobId job) {
        server.sql()
                .sql(
                        """
                        update scheduled_tasks
                        set picked = false, picked_by = null, execution_time = now(), version = version + 1
                        where task_instance = ?
                        """)
                .param(job.toString())
                .update();
    }
}
