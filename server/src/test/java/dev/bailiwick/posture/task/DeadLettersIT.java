package dev.bailiwick.posture.task;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.task.attempt.JobOutcome;
import dev.bailiwick.posture.task.job.JobId;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** Jobs that are there once, that have failed, and that are over. */
final class DeadLettersIT {

    private static final Duration LATER = Duration.ofHours(1);

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    @Test
    void ofOneKeyThereIsOneAtATime() {
        JobId first = enqueue(acme, idle().after(LATER).once("harbour"));

        JobId again = enqueue(acme, idle().after(LATER).once("harbour"));
        JobId other = enqueue(acme, idle().after(LATER).once("quay"));
        JobId foreign = enqueue(Tenancy.of(server), idle().after(LATER).once("harbour"));

        assertThat(again).isEqualTo(first);
        assertThat(List.of(other, foreign)).doesNotContain(first);
        acme.api().delete("tasks/" + first).expect(202);
        assertThat(enqueue(acme, idle().after(LATER).once("harbour"))).isNotEqualTo(first);
    }

    @Test
    void ofOneKeyThereIsOneThoughManyAskAtOnce() throws InterruptedException {
        List<JobId> asked =
                Tenancy.atOnce(6, () -> enqueue(acme, idle().after(LATER).once("harbour")));

        assertThat(asked).hasSize(6).containsOnly(asked.getFirst());
    }

    @Test
    void theKeyForEffectsOutsideStaysTheSameOverAttempts() {
        List<String> keys = new CopyOnWriteArrayList<>();
        JobId job =
                enqueue(
                        acme,
                        Probe.asks(
                                run -> {
                                    keys.add(run.idempotencyKey());
                                    return run.attempt() < 3
                                            ? JobOutcome.later(Duration.ZERO)
                                            : JobOutcome.done();
                                }));

        JobRow.awaitEnd(server, job);
        assertThat(keys).hasSize(3).containsOnly(keys.getFirst());
    }

    @Test
    void whatFailedIsListedAndRunsAgainWhenSomebodySaysSo() {
        AtomicBoolean mended = new AtomicBoolean();
        JobId job = failing(mended);
        assertThat(acme.api().get("tasks?filter[state]=failed").expect(200).ids())
                .containsExactly(job.toString());
        mended.set(true);
        Instant failed = completedAt(acme.api().get("tasks/" + job).expect(200));

        var answer = acme.api().post("tasks/" + job + "/retry", Map.of()).expect(202);

        assertThat(answer.at("/data/attributes/state").asString()).isEqualTo("available");
        assertThat(completedAt(answer)).isAfter(failed);
        assertThat(answer.at("/data/attributes/result").isNull()).isTrue();
        JobRow row = JobRow.awaitEnd(server, job);
        assertThat(row.state()).isEqualTo("completed");
        assertThat(row.failures()).isZero();
        assertThat(Probe.told(job)).containsExactly("failed: Not yet.", "retried");
    }

    /** Its process was killed between the two, or has yet to come to the second. */
    @Test
    void whatFailedRunsAgainThoughTheEngineHasNotForgottenItYet() {
        AtomicBoolean mended = new AtomicBoolean();
        JobId job = failing(mended);
        JobRow.awaitGone(server, job);
        server.sql()
                .sql(
                        """
                        insert into scheduled_tasks (task_name, task_instance, execution_time, picked, picked_by,
                                                     last_heartbeat, consecutive_failures, version, tenant_id, urgency)
                        values ('job-general', ?, now(), true, 'another process', now(), 0, 7, ?, 0)
                        """)
                .params(job.toString(), acme.id())
                .update();
        mended.set(true);

        acme.api().post("tasks/" + job + "/retry", Map.of()).expect(202);

        assertThat(JobRow.awaitEnd(server, job).state()).isEqualTo("completed");
        JobRow.awaitGone(server, job);
    }

    @Test
    void itTakesThePermissionAndAFailedJobOfOnesOwnTenant() {
        JobId failed = failing(new AtomicBoolean());
        JobId waiting = enqueue(acme, idle().after(LATER));
        Person without = acme.member("MANAGE_PROVIDERS");

        without.api().post("tasks/" + failed + "/retry", Map.of()).expect(403);
        acme.api().post("tasks/" + waiting + "/retry", Map.of()).expect(400);
        acme.api().post("tasks/" + UUID.randomUUID() + "/retry", Map.of()).expect(404);
        Tenancy.of(server).api().post("tasks/" + failed + "/retry", Map.of()).expect(404);
        assertThat(JobRow.read(server, failed).state()).isEqualTo("failed");
    }

    /** Whoever retries it does not lend it a right of their own. */
    @Test
    void whatIsRetriedActsForWhoeverHasAskedForIt() {
        Person member = acme.member("MANAGE_SCANS");
        JobRequest request = Probe.asks(run -> JobOutcome.failed("Not yet."));
        JobId job = acme.inTransaction(member, () -> server.bean(Jobs.class).enqueue(request));
        JobRow.awaitEnd(server, job);
        server.sql()
                .sql(
                        "update role set permissions = '{}' where tenant_id = ? and id in"
                                + " (select role_id from role_user where user_id = ?)")
                .params(acme.id(), member.id())
                .update();

        acme.api().post("tasks/" + job + "/retry", Map.of()).expect(202);

        assertThat(cancelled(job).result()).contains("Its principal may no longer do this.");
        assertThat(Probe.told(job)).containsExactly("failed: Not yet.", "retried", "cancelled");
    }

    @Test
    void whatIsRetriedThoughItsProviderWasDeletedIsCancelled() {
        Map<String, Object> account = Map.of("provider", "aws", "uid", "210987654321");
        String provider =
                acme.api().post("providers", document("providers", account)).expect(201).id();
        JobId job =
                enqueue(
                        acme,
                        Probe.asks(run -> JobOutcome.failed("Not yet."))
                                .about(UUID.fromString(provider)));
        JobRow.awaitEnd(server, job);
        String deletion = acme.api().delete("providers/" + provider).expect(202).id();
        JobRow.await(
                server,
                new JobId(UUID.fromString(deletion)),
                row -> row.state().equals("completed"));

        acme.api().post("tasks/" + job + "/retry", Map.of()).expect(202);

        assertThat(cancelled(job).result()).contains("The provider was deleted.");
    }

    private JobRow cancelled(JobId job) {
        return JobRow.await(server, job, row -> row.state().equals("cancelled"));
    }

    @Test
    void whatCannotBeginAnewIsNotRetried() {
        JobId job = enqueue(acme, Probe.asks(Probe.Firm.NAME, run -> JobOutcome.failed("No.")));
        JobRow.awaitEnd(server, job);

        acme.api().post("tasks/" + job + "/retry", Map.of()).expect(400);
    }

    @Test
    void whatHasBeenAskedForAgainIsNotRetriedBesideIt() {
        JobId job = enqueue(acme, Probe.asks(run -> JobOutcome.failed("Not yet.")).once("harbour"));
        JobRow.awaitEnd(server, job);
        enqueue(acme, idle().after(LATER).once("harbour"));

        acme.api().post("tasks/" + job + "/retry", Map.of()).expect(409);

        assertThat(JobRow.read(server, job).state()).isEqualTo("failed");
    }

    @Test
    void whatEndedLongAgoIsRemovedButForWhatOthersWaitFor() {
        JobId old = failing(new AtomicBoolean());
        JobId young = failing(new AtomicBoolean());
        JobId needed = failing(new AtomicBoolean());
        enqueue(acme, idle().after(needed));
        JobId waiting = enqueue(acme, idle().after(LATER));
        for (JobId each : List.of(old, needed)) {
            server.sql()
                    .sql("update job set completed_at = now() - interval '31 days' where id = ?")
                    .param(each.value())
                    .update();
        }

        server.keepHouse("old-jobs");

        acme.api().get("tasks/" + old).expect(404);
        for (JobId each : List.of(young, needed, waiting)) {
            acme.api().get("tasks/" + each).expect(200);
        }
    }

    private JobId failing(AtomicBoolean mended) {
        JobId job =
                enqueue(
                        acme,
                        Probe.asks(
                                run ->
                                        mended.get()
                                                ? JobOutcome.done()
                                                : JobOutcome.failed("Not yet.")));
        JobRow.awaitEnd(server, job);
        return job;
    }

    private static JobRequest idle() {
        return Probe.asks(run -> JobOutcome.done());
    }

    private JobId enqueue(Tenancy tenant, JobRequest request) {
        return tenant.inTransaction(() -> server.bean(Jobs.class).enqueue(request));
    }

    private static Instant completedAt(Api.Answer task) {
        return Instant.parse(task.at("/data/attributes/completed_at").asString());
    }
}
