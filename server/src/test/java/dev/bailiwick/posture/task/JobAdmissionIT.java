package dev.bailiwick.posture.task;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.task.attempt.JobHandler;
import dev.bailiwick.posture.task.attempt.JobOutcome;
import dev.bailiwick.posture.task.job.JobId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What is asked when a job's turn comes, whatever was so when it was asked for. */
final class JobAdmissionIT {

    private static final Duration LATER = Duration.ofHours(1);

    private final TestServer server = TestServer.shared();
    private final Tenancy tenant = Tenancy.of(server);

    @ParameterizedTest
    @ValueSource(strings = {"suspended", "cancelled", "archived"})
    void whatIsNobodysIsCancelledInATenantThatIsNotOpen(String status) {
        JobId job = enqueue(asks(Probe.NAME).withoutPrincipal());
        JobId lasting = enqueue(asks(Probe.Lasting.NAME).withoutPrincipal());
        become(status);
        begin(job);
        begin(lasting);

        JobRow row = ended(job);
        assertThat(row.state()).isEqualTo("cancelled");
        assertThat(row.result()).contains("no longer active");
        assertThat(ended(lasting).state()).isEqualTo("completed");
    }

    @Test
    void whatSomebodyAskedForIsCancelledInATenantThatIsNotOpenAlsoIfItLasts() {
        JobId lasting = enqueue(asks(Probe.Lasting.NAME));
        become("suspended");
        begin(lasting);

        assertThat(ended(lasting).state()).isEqualTo("cancelled");
        assertThat(refusals()).containsExactly(tenant.owner().id() + " suspended");
    }

    /** What is nobody's has no epoch: it asks for its tenant with each transaction. */
    @ParameterizedTest
    @ValueSource(strings = {"suspended", "cancelled", "archived", "closed"})
    void whatRunsAndIsNobodysGoesNoFurtherInATenantThatIsClosedMeanwhile(String how) {
        JobId job = enqueue(closing(Probe.NAME, how));
        JobId lasting = enqueue(closing(Probe.Lasting.NAME, how));

        JobRow row = ended(job);
        assertThat(row.state()).isEqualTo("cancelled");
        assertThat(row.result()).contains("no longer active");
        assertThat(row.failures()).isZero();
        assertThat(Probe.told(job)).containsExactly("cancelled");
        assertThat(ended(lasting).state()).isEqualTo("completed");
        assertThat(ended(lasting).result()).contains("wrote");
    }

    private JobRequest closing(String name, String how) {
        return Probe.asks(
                        name,
                        run -> {
                            run.inTransaction(() -> true);
                            if (how.equals("closed")) {
                                server.sql()
                                        .sql("update tenant set deleted_at = now() where id = ?")
                                        .param(tenant.id())
                                        .update();
                            } else {
                                become(how);
                            }
                            return run.finish(() -> Map.of("wrote", true));
                        })
                .withoutPrincipal();
    }

    @Test
    void whatSomebodyAskedForIsCancelledOnceTheyMayNotAskForItAnyMore() {
        JobId job = enqueue(asks(Probe.NAME));
        server.sql()
                .sql(
                        "update role set permissions = array_remove(permissions, 'MANAGE_SCANS')"
                                + " where tenant_id = ?")
                .param(tenant.id())
                .update();
        begin(job);

        JobRow row = ended(job);
        assertThat(row.state()).isEqualTo("cancelled");
        assertThat(row.result()).contains("may no longer");
    }

    @Test
    void whatIsDeniedIsOnRecordInTheTenantThatItWasAskedForIn() {
        Person member = tenant.member("MANAGE_SCANS");
        JobId job =
                tenant.inTransaction(
                        member, () -> server.bean(Jobs.class).enqueue(asks(Probe.NAME)));
        server.sql()
                .sql(
                        "update role set permissions = '{}' where tenant_id = ? and id in"
                                + " (select role_id from role_user where user_id = ?)")
                .params(tenant.id(), member.id())
                .update();
        begin(job);

        assertThat(refusals()).containsExactly(member.id() + " permission:MANAGE_SCANS");
        assertThat(
                        server.sql()
                                .sql(
                                        "select count(*) from audit_entry where kind = 'refused'"
                                                + " and principal_id = ? and tenant_id <> ?")
                                .params(member.id(), tenant.id())
                                .query(Long.class)
                                .single())
                .as("in their own tenant")
                .isZero();
    }

    @Test
    void whatIsAboutAProviderOutOfSightIsOnRecord() {
        Person member = tenant.member("MANAGE_SCANS");
        UUID provider = UUID.fromString(provider());
        JobId job =
                tenant.inTransaction(
                        member,
                        () -> server.bean(Jobs.class).enqueue(asks(Probe.NAME).about(provider)));
        tenant.limit(member);
        begin(job);

        assertThat(refusals()).containsExactly(member.id() + " out-of-sight");
    }

    @Test
    void aHandlerSaysWhatItTakes() throws NoSuchMethodException {
        assertThat(JobHandler.class.getMethod("permission").isDefault()).isFalse();
    }

    private static JobRequest asks(String name) {
        return Probe.asks(name, run -> JobOutcome.done()).after(LATER);
    }

    /** They are told behind the end of the job. */
    private List<String> refusals() {
        return Eventually.get(tenant::refusals, told -> !told.isEmpty());
    }

    private String provider() {
        Map<String, Object> account = Map.of("provider", "aws", "uid", "210987654321");
        return tenant.api().post("providers", document("providers", account)).expect(201).id();
    }

    private void become(String status) {
        server.sql()
                .sql("update tenant set status = ? where id = ?")
                .params(status, tenant.id())
                .update();
    }

    private JobId enqueue(JobRequest request) {
        return tenant.inTransaction(() -> server.bean(Jobs.class).enqueue(request));
    }

    private void begin(JobId job) {
        JobRow.makeDue(server, job);
    }

    private JobRow ended(JobId job) {
        return Eventually.get(() -> JobRow.read(server, job), JobRow::ended);
    }
}
