package dev.bailiwick.posture.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.task.attempt.JobOutcome;
import dev.bailiwick.posture.task.attempt.StaleAttemptException;
import dev.bailiwick.posture.task.job.JobId;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Jobs that somebody no longer wants. */
final class CancellationIT {

    private static final Duration LATER = Duration.ofHours(1);

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);
    private final JdbcClient jdbc = server.bean(JdbcClient.class);

    @Test
    void whatWaitsIsOverAtOnceAndLeavesTheQueue() {
        JobId job = enqueue(waiting());

        Answer answer = acme.api().delete("tasks/" + job).expect(202);

        assertThat(answer.id()).isEqualTo(job.toString());
        assertThat(answer.at("/data/attributes/state").asString()).isEqualTo("cancelled");
        assertThat(answer.at("/data/attributes/result/reason").asString())
                .isEqualTo("It was cancelled.");
        assertThat(JobRow.engineRows(server, job)).isZero();
        assertThat(Probe.told(job)).containsExactly("cancelled");
    }

    @Test
    void whatRunsIsInterruptedAndWritesNothingMore() {
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Queue<Object> afterwards = new ConcurrentLinkedQueue<>();
        JobId job =
                enqueue(
                        Probe.asks(
                                run -> {
                                    run.inTransaction(() -> note("before"));
                                    runs.countDown();
                                    try {
                                        TimeUnit.MINUTES.sleep(2);
                                    } catch (InterruptedException e) {
                                        afterwards.add(run.cutOff());
                                    }
                                    try {
                                        run.inTransaction(() -> note("after"));
                                    } catch (StaleAttemptException e) {
                                        afterwards.add("stale");
                                    }
                                    interrupted.countDown();
                                    return JobOutcome.done();
                                }));
        Eventually.passes(runs);

        Answer answer = acme.api().delete("tasks/" + job).expect(202);
        Eventually.passes(interrupted);

        assertThat(answer.at("/data/attributes/state").asString()).isEqualTo("cancelled");
        assertThat(afterwards).containsExactly(true, "stale");
        JobRow.awaitGone(server, job);
        assertThat(JobRow.read(server, job).state()).isEqualTo("cancelled");
        assertThat(JobRow.read(server, job).attempt()).isEqualTo(2);
        assertThat(notes()).isEqualTo("before");
        assertThat(Probe.told(job)).containsExactly("cancelled");
    }

    /** The thread goes back to the engine as it came. */
    @Test
    void whatIsInterruptedTooLateHarmsNoLaterJob() {
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        JobId job =
                enqueue(
                        Probe.asks(
                                run -> {
                                    runs.countDown();
                                    Eventually.passes(cancelled);
                                    return JobOutcome.later(Duration.ZERO);
                                }));
        Eventually.passes(runs);
        acme.api().delete("tasks/" + job).expect(202);
        cancelled.countDown();
        JobRow.awaitGone(server, job);

        JobId next = enqueue(Probe.asks(run -> JobOutcome.done()));

        assertThat(JobRow.awaitEnd(server, next).state()).isEqualTo("completed");
        assertThat(JobRow.read(server, job).state()).isEqualTo("cancelled");
    }

    @Test
    void whatIsOverCannotBeCancelled() {
        JobId job = enqueue(Probe.asks(run -> JobOutcome.done()));
        JobRow.awaitEnd(server, job);

        acme.api().delete("tasks/" + job).expect(400);

        assertThat(JobRow.read(server, job).state()).isEqualTo("completed");
        assertThat(Probe.told(job)).isEmpty();
    }

    @Test
    void whatMustNotStayHalfDoneCannotBeCancelled() {
        JobId job = enqueue(Probe.asks(Probe.Firm.NAME, run -> JobOutcome.done()).after(LATER));

        acme.api().delete("tasks/" + job).expect(400);

        assertThat(JobRow.read(server, job).state()).isEqualTo("available");
    }

    /** Its row is held until it ends. */
    @Test
    void whatIsRefusedIsRefusedAtOnceAlsoInTheLastTransaction() {
        CountDownLatch last = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        JobId job =
                enqueue(
                        Probe.asks(
                                Probe.Firm.NAME,
                                run ->
                                        run.finish(
                                                () -> {
                                                    last.countDown();
                                                    Eventually.passes(answered);
                                                    return Map.of();
                                                })));
        Eventually.passes(last);

        try {
            Answer refused = acme.api().delete("tasks/" + job).expect(400);
            assertThat(refused.body()).contains("cannot be cancelled");
            acme.api().post("tasks/" + job + "/retry", Map.of()).expect(400);
        } finally {
            answered.countDown();
        }
        assertThat(JobRow.awaitEnd(server, job).state()).isEqualTo("completed");
    }

    @Test
    void anotherTenantsIsNotFound() {
        JobId job = enqueue(waiting());

        Tenancy.of(server).api().delete("tasks/" + job).expect(404);
        acme.api().delete("tasks/" + UUID.randomUUID()).expect(404);

        assertThat(JobRow.read(server, job).state()).isEqualTo("available");
    }

    @Test
    void itTakesThePermissionUnlessOneHasAskedForItOneself() {
        Person without = acme.member("MANAGE_PROVIDERS");
        Person with = acme.member("MANAGE_SCANS");
        JobId owners = enqueue(waiting());
        JobId own = enqueue(waiting());
        server.sql()
                .sql("update job set principal_id = ? where id = ?")
                .params(without.id(), own.value())
                .update();

        without.api().delete("tasks/" + owners).expect(403);
        without.api().delete("tasks/" + own).expect(202);
        with.api().delete("tasks/" + owners).expect(202);
    }

    @Test
    void aTaskAboutAProviderOutOfSightIsNotFound() {
        Person limited = acme.member("MANAGE_SCANS");
        UUID seen = provider("111111111111");
        UUID unseen = provider("222222222222");
        acme.limit(limited, seen);
        JobId mine = enqueue(waiting().about(seen));
        JobId other = enqueue(waiting().about(unseen));

        limited.api().delete("tasks/" + other).expect(404);
        limited.api().delete("tasks/" + mine).expect(202);

        assertThat(JobRow.read(server, other).state()).isEqualTo("available");
    }

    @Test
    void theHandlerIsToldInTheTransactionThatCancels() {
        JobId job = enqueue(waiting().with(Probe.UNWILLING, "yes"));

        acme.api().delete("tasks/" + job).expect(500);

        assertThat(JobRow.read(server, job).state()).isEqualTo("available");
        assertThat(JobRow.engineRows(server, job)).isOne();
    }

    @Test
    void aFeatureCancelsOfItsOwnAccord() {
        JobId job = enqueue(waiting());

        boolean first = acme.inTransaction(() -> jobs().cancel(job, "Its provider is gone."));
        boolean again = acme.inTransaction(() -> jobs().cancel(job, "Once more."));

        assertThat(first).isTrue();
        assertThat(again).isFalse();
        assertThat(JobRow.read(server, job).result()).contains("Its provider is gone.");
    }

    /** Only a newer process has a handler for it, and knows what it takes to cancel it. */
    @Test
    void whatOnlyANewerProcessKnowsIsLeftToThat() {
        JobId job = enqueue(waiting());
        server.sql().sql("update job set name = 'tide' where id = ?").param(job.value()).update();

        Answer refused = acme.api().delete("tasks/" + job).expect(409);

        assertThat(refused.body()).contains("does not know tasks named 'tide'");
        assertThat(JobRow.read(server, job).state()).isEqualTo("available");
        assertThat(acme.inTransaction(() -> jobs().cancel(job, "Its provider is gone."))).isTrue();
        assertThat(JobRow.read(server, job).state()).isEqualTo("cancelled");
        server.sql()
                .sql("update job set state = 'failed' where id = ?")
                .param(job.value())
                .update();
        acme.api().post("tasks/" + job + "/retry", Map.of()).expect(409);
    }

    @Test
    void aFeatureDoesNotReachAnotherTenantsJob() {
        JobId job = enqueue(waiting());

        boolean cancelled =
                Tenancy.of(server).inTransaction(() -> jobs().cancel(job, "Out of reach."));

        assertThat(cancelled).isFalse();
        assertThat(JobRow.read(server, job).state()).isEqualTo("available");
    }

    private static JobRequest waiting() {
        return Probe.asks(run -> JobOutcome.done()).after(LATER);
    }

    private JobId enqueue(JobRequest request) {
        return acme.inTransaction(() -> jobs().enqueue(request));
    }

    private Jobs jobs() {
        return server.bean(Jobs.class);
    }

    private UUID provider(String uid) {
        return UUID.fromString(
                acme.api()
                        .post(
                                "providers",
                                Api.document("providers", Map.of("provider", "aws", "uid", uid)))
                        .expect(201)
                        .id());
    }

    private void note(String text) {
        jdbc.sql(
                        "insert into check_metadata (content_hash, check_id, metadata)"
                                + " values (uuid_send(?), ?, '{}')")
                .params(UUID.randomUUID(), text)
                .update();
    }

    private String notes() {
        return server.sql()
                .sql("select string_agg(check_id, ' ') from check_metadata where tenant_id = ?")
                .param(acme.id())
                .query(String.class)
                .single();
    }
}
