package dev.bailiwick.posture.task.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.access.Visibility;
import dev.bailiwick.posture.task.JobRow;
import dev.bailiwick.posture.task.Jobs;
import dev.bailiwick.posture.task.Probe;
import dev.bailiwick.posture.task.job.JobId;
import dev.bailiwick.posture.task.job.JobRef;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** What the database would not keep of what jobs come to: each ends, and once. */
@Timeout(120)
final class UnkeptResultsIT {

    /** A number of JSON that is none of PostgreSQL's. */
    private static final Map<String, Object> HUGE = Map.of("count", new BigDecimal("1e200000"));

    private final TestServer server = TestServer.shared();
    private final Tenancy tenant = Tenancy.of(server);

    @Test
    void aReasonOfStrangersIsToldWithoutWhatCannotBeKept() {
        JobId job =
                enqueue(
                        run ->
                                JobOutcome.failed(
                                        "The server said: corrupt\0 beyond \ud800 repair."));

        JobRow row = JobRow.awaitEnd(server, job);

        assertThat(row.state()).isEqualTo("failed");
        assertThat(row.result()).contains("The server said: corrupt beyond \ufffd repair.");
        assertThat(row.attempt()).isOne();
        assertThat(Probe.told(job))
                .containsExactly("failed: The server said: corrupt beyond \ufffd repair.");
        JobRow.awaitGone(server, job);
    }

    @Test
    void aResultOfStrangersIsKeptWithoutWhatCannotBe() {
        JobId job =
                enqueue(
                        run ->
                                run.finish(
                                        () -> Map.of("error", "a\0b", "more", List.of("\udc00"))));

        JobRow row = JobRow.awaitEnd(server, job);

        assertThat(row.state()).isEqualTo("completed");
        assertThat(row.result()).isEqualTo("{\"more\": [\"\ufffd\"], \"error\": \"ab\"}");
        assertThat(row.attempt()).isOne();
    }

    @Test
    void aJobWhoseResultTheDatabaseRefusesIsCompletedAllTheSame() {
        JobId outright = enqueue(run -> JobOutcome.done(HUGE));
        JobId withItsLastWork = enqueue(run -> run.finish(() -> HUGE));

        for (JobId job : List.of(outright, withItsLastWork)) {
            JobRow row = JobRow.awaitEnd(server, job);
            assertThat(row.state()).isEqualTo("completed");
            assertThat(row.result()).contains("cannot be shown");
            assertThat(row.attempt()).isOne();
            JobRow.awaitGone(server, job);
        }
    }

    @Test
    void aJobWhoseFailureTheDatabaseRefusesHasFailedAllTheSame() {
        JobId job =
                enqueue(
                        run -> {
                            server.bean(Attempts.class)
                                    .fail(envelope(run), Map.of("exc_message", List.of("\0")));
                            return JobOutcome.done();
                        });

        JobRow row = JobRow.awaitEnd(server, job);

        assertThat(row.state()).isEqualTo("failed");
        assertThat(row.result()).contains("ResultNotKept", "cannot be shown");
        assertThat(row.attempt()).isOne();
        JobRow.awaitGone(server, job);
    }

    private static Envelope envelope(JobRun run) {
        return new Envelope(
                new JobRef(run.id(), Probe.NAME, Map.of()),
                "",
                run.attempt(),
                0,
                Visibility.none(),
                null);
    }

    private JobId enqueue(Probe.Work work) {
        return tenant.inTransaction(() -> server.bean(Jobs.class).enqueue(Probe.asks(work)));
    }
}
