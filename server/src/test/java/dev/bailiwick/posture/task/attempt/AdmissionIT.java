package dev.bailiwick.posture.task.attempt;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/** What the runner asks before any handler is called. */
final class AdmissionIT {

    private static final Duration LATER = Duration.ofHours(1);
    private static final String UNKNOWN = "of-tomorrow";

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    /** Whatever the feature that asked for it has forgotten, and though it is nobody's. */
    @Test
    void whatIsAboutADeletedProviderDoesNotRun() {
        UUID provider = provider();
        AtomicBoolean ran = new AtomicBoolean();
        JobId job =
                enqueue(
                        Probe.asks(
                                        run -> {
                                            ran.set(true);
                                            return JobOutcome.done();
                                        })
                                .about(provider)
                                .withoutPrincipal()
                                .after(LATER));
        deleteProvider(provider);
        JobRow.makeDue(server, job);

        JobRow row = JobRow.awaitEnd(server, job);

        assertThat(row.state()).isEqualTo("cancelled");
        assertThat(row.result()).contains("The provider was deleted.");
        assertThat(ran).isFalse();
        assertThat(Probe.told(job)).containsExactly("cancelled");
    }

    /** As long as processes of two versions run beside each other. */
    @Test
    void whatNobodyHereRunsIsLeftToOthers() {
        JobId job = enqueue(Probe.asks(run -> JobOutcome.done()).after(LATER));
        runAs(job, UNKNOWN);

        JobRow row = awaitGivenBack(job);

        assertThat(row.state()).isEqualTo("available");
        assertThat(row.failures()).isZero();
        runAs(job, Probe.NAME);
        assertThat(JobRow.awaitEnd(server, job).state()).isEqualTo("completed");
    }

    /** Theirs may be one that runs all the same. */
    @Test
    void whetherItRunsInATenantThatIsNotOpenIsJudgedByThem() {
        UUID provider = provider();
        JobId job =
                enqueue(
                        Probe.asks(Probe.Lasting.NAME, run -> JobOutcome.done())
                                .withoutPrincipal()
                                .about(provider)
                                .after(LATER));
        deleteProvider(provider);
        server.sql()
                .sql("update tenant set status = 'suspended' where id = ?")
                .param(acme.id())
                .update();
        runAs(job, UNKNOWN);

        assertThat(awaitGivenBack(job).state()).isEqualTo("available");

        server.sql()
                .sql("update provider set deleted_at = null where id = ?")
                .param(provider)
                .update();
        runAs(job, Probe.Lasting.NAME);
        assertThat(JobRow.awaitEnd(server, job).state()).isEqualTo("completed");
    }

    @Test
    void whetherItKillsServersIsJudgedByThemAndTheirHandlerIsTold() {
        JobId job = enqueue(Probe.asks(run -> JobOutcome.done()).after(LATER));
        server.sql()
                .sql("update job set state = 'executing', deaths = ? where id = ?")
                .params(Claims.MOST_DEATHS, job.value())
                .update();
        runAs(job, UNKNOWN);

        JobRow row = awaitGivenBack(job);

        assertThat(row.state()).isEqualTo("available");
        assertThat(row.deaths()).isEqualTo(Claims.MOST_DEATHS + 1);
        runAs(job, Probe.NAME);
        assertThat(JobRow.awaitEnd(server, job).state()).isEqualTo("failed");
        assertThat(Probe.told(job)).hasSize(1);
    }

    private JobRow awaitGivenBack(JobId job) {
        return JobRow.await(
                server,
                job,
                row -> row.ended() || (row.attempt() > 0 && !row.state().equals("executing")));
    }

    /** Makes it due, under a name. */
    private void runAs(JobId job, String name) {
        server.sql().sql("update job set name = ? where id = ?").params(name, job.value()).update();
        JobRow.makeDue(server, job);
    }

    private void deleteProvider(UUID provider) {
        server.sql()
                .sql("update provider set deleted_at = now() where id = ?")
                .param(provider)
                .update();
    }

    private UUID provider() {
        return UUID.fromString(
                acme.api()
                        .post(
                                "providers",
                                document(
                                        "providers",
                                        Map.of("provider", "aws", "uid", "310987654321")))
                        .expect(201)
                        .id());
    }

    private JobId enqueue(JobRequest request) {
        return acme.inTransaction(() -> server.bean(Jobs.class).enqueue(request));
    }
}
