package dev.bailiwick.posture.task;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/** What the runner asks before any handler is called. */
final class AdmissionIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    /** Whatever the feature that asked for it has forgotten, and though it is nobody's. */
    @Test
    void whatIsAboutADeletedProviderDoesNotRun() {
        UUID provider =
                UUID.fromString(
                        acme.api()
                                .post(
                                        "providers",
                                        document(
                                                "providers",
                                                Map.of("provider", "aws", "uid", "310987654321")))
                                .expect(201)
                                .id());
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
                                .after(Duration.ofSeconds(2)));
        server.sql()
                .sql("update provider set deleted_at = now() where id = ?")
                .param(provider)
                .update();

        JobRow row = JobRow.awaitEnd(server, job);

        assertThat(row.state()).isEqualTo("cancelled");
        assertThat(row.result()).contains("The provider was deleted.");
        assertThat(ran).isFalse();
        assertThat(Probe.told(job)).containsExactly("cancelled");
    }

    /** As long as processes of two versions run beside each other. */
    @Test
    void whatNobodyHereRunsIsLeftToOthers() {
        JobId job = enqueue(Probe.asks(run -> JobOutcome.done()).after(Duration.ofSeconds(1)));
        server.sql()
                .sql("update job set name = 'of-tomorrow' where id = ?")
                .param(job.value())
                .update();

        Eventually.holds(() -> JobRow.read(server, job).attempt() > 0);
        JobRow row =
                Eventually.get(
                        () -> JobRow.read(server, job), each -> each.state().equals("available"));

        assertThat(row.failures()).isZero();
        server.sql().sql("update job set name = 'probe' where id = ?").param(job.value()).update();
        server.sql()
                .sql("update scheduled_tasks set execution_time = now() where task_instance = ?")
                .param(job.toString())
                .update();
        assertThat(JobRow.awaitEnd(server, job).state()).isEqualTo("completed");
    }

    private JobId enqueue(JobRequest request) {
        return acme.inTransaction(() -> server.bean(Jobs.class).enqueue(request));
    }
}
