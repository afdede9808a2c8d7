package dev.bailiwick.posture.task.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.task.JobRequest;
import dev.bailiwick.posture.task.JobRow;
import dev.bailiwick.posture.task.Jobs;
import dev.bailiwick.posture.task.Probe;
import dev.bailiwick.posture.task.job.JobId;

import org.junit.jupiter.api.Test;
import org.springframework.dao.RecoverableDataAccessException;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** How long jobs may take, and what is worth another attempt. */
final class JobLimitsIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    @Test
    void beyondTheSoftLimitAJobIsToldSo() {
        JobId job =
                enqueue(
                        Probe.asks(
                                Probe.Brief.NAME,
                                run -> {
                                    Eventually.holds(run::overtime);
                                    return JobOutcome.done();
                                }));

        assertThat(JobRow.awaitEnd(server, job).state()).isEqualTo("completed");
    }

    @Test
    void beyondTheHardLimitItIsInterruptedAndFailsForGood() {
        JobId job =
                enqueue(
                        Probe.asks(
                                Probe.Hasty.NAME,
                                run -> {
                                    TimeUnit.MINUTES.sleep(2);
                                    return JobOutcome.done();
                                }));

        JobRow row = JobRow.awaitEnd(server, job);
        assertThat(row.state()).isEqualTo("failed");
        assertThat(row.attempt()).isEqualTo(1);
        assertThat(row.result()).contains("TimeLimitExceeded", "after 1 s");
        assertThat(Probe.told(job))
                .containsExactly(
                        "failed: The job was ended after 1 s, which is as long as it may"
                                + " take.");
        JobRow.awaitGone(server, job);
    }

    @Test
    void theHandlerSaysWhatIsNotWorthAnotherAttempt() {
        JobId job =
                enqueue(
                        Probe.asks(
                                Probe.Brief.NAME,
                                run -> {
                                    throw new IllegalArgumentException("always");
                                }));

        JobRow row = JobRow.awaitEnd(server, job);
        assertThat(row.state()).isEqualTo("failed");
        assertThat(row.attempt()).isEqualTo(1);
        assertThat(row.result()).contains("UnexpectedError");
    }

    /** As where a jar was replaced beneath a running server. */
    @Test
    void anErrorFailsTheJobAndIsNotTakenForTheDeathOfTheServer() {
        JobId job =
                enqueue(
                        Probe.asks(
                                Probe.Brief.NAME,
                                run -> {
                                    throw new NoClassDefFoundError("quay/Crane");
                                }));

        JobRow row = JobRow.awaitEnd(server, job);
        assertThat(row.state()).isEqualTo("failed");
        assertThat(row.attempt()).isEqualTo(1);
        assertThat(row.result())
                .contains("UnexpectedError", "(NoClassDefFoundError)")
                .doesNotContain("quay/Crane");
        assertThat(Probe.told(job)).singleElement().asString().startsWith("failed: ");
    }

    @Test
    void troubleWithTheDatabaseIsWorthAnotherAttemptWhateverTheHandlerSays() {
        AtomicInteger runs = new AtomicInteger();
        JobId job =
                enqueue(
                        Probe.asks(
                                Probe.Brief.NAME,
                                run -> {
                                    if (runs.incrementAndGet() == 1) {
                                        throw new IllegalArgumentException(
                                                new RecoverableDataAccessException("lost"));
                                    }
                                    return JobOutcome.done();
                                }));

        assertThat(JobRow.awaitEnd(server, job).state()).isEqualTo("completed");
        assertThat(runs).hasValue(2);
    }

    @Test
    void whoGetsOnAndThenThrowsHasThrownOnce() {
        AtomicInteger runs = new AtomicInteger();
        JobId job =
                enqueueAsFailing(
                        run -> {
                            if (runs.incrementAndGet() == 1) {
                                run.countFailuresAnew();
                                throw new IllegalStateException("once more");
                            }
                            return JobOutcome.done();
                        });

        JobRow row = JobRow.awaitEnd(server, job);
        assertThat(row.state()).isEqualTo("completed");
        assertThat(row.failures()).isOne();
    }

    @Test
    void whoGetsOnAndIsPutOffHasNotThrown() {
        AtomicInteger runs = new AtomicInteger();
        JobId job =
                enqueueAsFailing(
                        run -> {
                            if (runs.incrementAndGet() == 1) {
                                run.countFailuresAnew();
                                return JobOutcome.later(Duration.ZERO);
                            }
                            return JobOutcome.done();
                        });

        JobRow row = JobRow.awaitEnd(server, job);
        assertThat(row.state()).isEqualTo("completed");
        assertThat(row.failures()).isZero();
    }

    /** One that has thrown as often as it may. */
    private JobId enqueueAsFailing(Probe.Work work) {
        JobId job = enqueue(Probe.asks(work).after(Duration.ofHours(1)));
        server.sql()
                .sql("update job set failures = ? where id = ?")
                .params(Backoff.MOST_FAILURES - 1, job.value())
                .update();
        JobRow.makeDue(server, job);
        return job;
    }

    @Test
    void aJobEndsWhateverItsHandlerMakesOfThat() {
        JobId job =
                enqueue(
                        Probe.asks(run -> JobOutcome.failed("No trees."))
                                .with(Probe.UNWILLING, "yes"));

        JobRow row = JobRow.awaitEnd(server, job);
        assertThat(row.state()).isEqualTo("failed");
        assertThat(row.result()).contains("No trees.");
    }

    @Test
    void theHandlerIsToldOnceMoreWhenItMetAnotherTransaction() {
        JobId job =
                enqueue(
                        Probe.asks(run -> JobOutcome.failed("No trees."))
                                .with(Probe.TROUBLED, "yes"));

        JobRow row = JobRow.awaitEnd(server, job);
        assertThat(row.state()).isEqualTo("failed");
        assertThat(row.attempt()).isEqualTo(1);
        assertThat(Probe.told(job)).containsExactly("failed: No trees.");
    }

    @Test
    void theHandlerIsToldWhenAJobIsRefusedItsPrincipal() {
        JobId job = enqueue(Probe.asks(run -> JobOutcome.done()).after(Duration.ofHours(1)));
        server.sql()
                .sql("delete from membership where user_id = ?")
                .param(acme.owner().id())
                .update();
        JobRow.makeDue(server, job);

        assertThat(JobRow.awaitEnd(server, job).state()).isEqualTo("cancelled");
        assertThat(Probe.told(job)).containsExactly("cancelled");
    }

    private JobId enqueue(JobRequest request) {
        return acme.inTransaction(() -> server.bean(Jobs.class).enqueue(request));
    }
}
