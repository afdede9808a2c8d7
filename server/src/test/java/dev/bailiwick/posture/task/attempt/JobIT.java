package dev.bailiwick.posture.task.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.task.JobRequest;
import dev.bailiwick.posture.task.JobRow;
import dev.bailiwick.posture.task.Jobs;
import dev.bailiwick.posture.task.Probe;
import dev.bailiwick.posture.task.job.JobId;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

final class JobIT {

    private static final Duration LATER = Duration.ofHours(1);

    private final TestServer server = TestServer.shared();
    private final Tenancy tenant = Tenancy.of(server);
    private final JdbcClient jdbc = server.bean(JdbcClient.class);

    @Test
    void runsInTheScopeOfItsTenantAndPrincipal() {
        Queue<Scope> seen = new ConcurrentLinkedQueue<>();

        JobId job =
                enqueue(
                        Probe.asks(
                                run -> {
                                    seen.add(Scopes.require());
                                    return JobOutcome.done(Map.of("answer", 42));
                                }));

        JobRow row = await(job, JobRow::ended);
        assertThat(row.state()).isEqualTo("completed");
        assertThat(row.result()).isEqualTo("{\"answer\": 42}");
        assertThat(row.attempt()).isEqualTo(1);
        assertThat(seen).map(scope -> (Scope.Tenant) scope).containsExactly(tenant.scope());
    }

    @Test
    void startsAtOnceWhenTheTransactionCommits() {
        CountDownLatch started = new CountDownLatch(1);
        JobRequest request =
                Probe.asks(
                        run -> {
                            started.countDown();
                            return JobOutcome.done();
                        });

        JobId job =
                tenant.inTransaction(
                        () -> {
                            JobId asked = jobs().enqueue(request);
                            assertThat(started.getCount()).as("not before").isOne();
                            return asked;
                        });

        Eventually.passes(started);
        await(job, JobRow::ended);
    }

    @Test
    void isGoneWithTheTransactionThatAskedForIt() {
        UUID[] id = new UUID[1];
        AtomicInteger runs = new AtomicInteger();
        JobRequest request =
                Probe.asks(run -> JobOutcome.done(Map.of("n", runs.incrementAndGet())));

        assertThatThrownBy(
                        () ->
                                tenant.inTransaction(
                                        () -> {
                                            id[0] = jobs().enqueue(request).value();
                                            throw new IllegalStateException("rolled back");
                                        }))
                .hasMessage("rolled back");

        assertThat(count("job where id = ?", id[0])).isZero();
        assertThat(count("scheduled_tasks where task_instance = cast(? as text)", id[0])).isZero();
    }

    @Test
    void cannotBeAskedForOutsideATransaction() {
        assertThatThrownBy(
                        () ->
                                Scopes.call(
                                        tenant.scope(),
                                        () -> jobs().enqueue(JobRequest.of(Probe.NAME))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("transaction");
    }

    @Test
    void runsAgainAfterAnExceptionAndThenHasOneFailure() {
        AtomicInteger runs = new AtomicInteger();

        JobId job =
                enqueue(
                        Probe.asks(
                                run -> {
                                    if (runs.incrementAndGet() == 1) {
                                        throw new IllegalStateException("not yet");
                                    }
                                    return JobOutcome.done(Map.of("attempt", run.attempt()));
                                }));

        JobRow row = await(job, JobRow::ended);
        assertThat(row.state()).isEqualTo("completed");
        assertThat(row.result()).isEqualTo("{\"attempt\": 2}");
        assertThat(row.failures()).isEqualTo(1);
    }

    @Test
    void tellsNothingOfAnExceptionButWhereItIsLogged() {
        JobId job =
                enqueue(
                        Probe.asks(
                                        run -> {
                                            throw new IllegalArgumentException(
                                                    "relation \"api_key\"");
                                        })
                                .after(LATER));

        JobRow row = failForGood(job);

        assertThat(row.result())
                .contains("\"exc_type\": \"UnexpectedError\"")
                .contains("at job " + job)
                .doesNotContain("api_key", "IllegalArgumentException", "java.");
    }

    @Test
    void showsWhatAnExceptionSaysThatWasWrittenForClients() {
        JobId job =
                enqueue(
                        Probe.asks(
                                        run -> {
                                            throw ApiException.insufficientStorage(
                                                    "The disk is full.");
                                        })
                                .after(LATER));

        assertThat(failForGood(job).result())
                .contains("\"exc_type\": \"JobFailed\"")
                .contains("\"exc_message\": [\"The disk is full.\"]");
    }

    /** What has failed as often as it may but once. */
    private JobRow failForGood(JobId job) {
        server.sql()
                .sql("update job set failures = ? where id = ?")
                .param(Backoff.MOST_FAILURES - 1)
                .param(job.value())
                .update();
        JobRow.makeDue(server, job);
        JobRow row = await(job, JobRow::ended);
        assertThat(row.state()).isEqualTo("failed");
        return row;
    }

    @Test
    void failsAtOnceWhereTryingAgainWouldNotHelp() {
        JobId job = enqueue(Probe.asks(run -> JobOutcome.failed("The file is empty.")));

        JobRow row = await(job, JobRow::ended);
        assertThat(row.state()).isEqualTo("failed");
        assertThat(row.attempt()).isEqualTo(1);
        assertThat(row.result()).contains("The file is empty.");
    }

    @Test
    void putsItselfOffAsOftenAsItLikes() {
        JobId job =
                enqueue(
                        Probe.asks(
                                run ->
                                        run.attempt() < 9
                                                ? JobOutcome.later(Duration.ZERO)
                                                : JobOutcome.done()));

        JobRow row = await(job, JobRow::ended);
        assertThat(row.state()).isEqualTo("completed");
        assertThat(row.attempt()).isEqualTo(9);
        assertThat(row.failures()).isZero();
    }

    @Test
    void anAttemptThatWasTakenOverWritesNothingMore() {
        CountDownLatch paused = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Queue<Throwable> refused = new ConcurrentLinkedQueue<>();
        CountDownLatch over = new CountDownLatch(2);
        JobId job =
                enqueue(
                        Probe.asks(
                                run -> {
                                    try {
                                        if (run.attempt() == 1) {
                                            paused.countDown();
                                            passStubbornly(goOn);
                                        }
                                        writeStubbornly(run);
                                        return JobOutcome.done();
                                    } catch (StaleAttemptException e) {
                                        refused.add(e);
                                        throw e;
                                    } finally {
                                        over.countDown();
                                    }
                                }));
        Eventually.passes(paused);

        giveUpForDead(job);
        await(job, JobRow::ended);
        goOn.countDown();
        Eventually.passes(over);

        assertThat(refused).hasSize(1);
        assertThat(notes()).containsExactly("attempt 2");
        assertThat(await(job, JobRow::ended).attempt()).isEqualTo(2);
    }

    /** As a handler that takes no notice of being interrupted. */
    private static void passStubbornly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException _) {
                // goes on
            }
        }
    }

    private void writeStubbornly(JobRun run) {
        for (int tried = 0; ; tried++) {
            try {
                run.inTransaction(() -> note("attempt " + run.attempt()));
                return;
            } catch (StaleAttemptException e) {
                throw e;
            } catch (RuntimeException interrupted) {
                boolean was = Thread.interrupted();
                if (tried > 100) {
                    throw new AssertionError("interrupted: " + was, interrupted);
                }
            }
        }
    }

    @Test
    void theEffectOfTheLastTransactionHappensOnceThoughTwoAttemptsRace() {
        CountDownLatch effect = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        JobId job =
                enqueue(
                        Probe.asks(
                                run -> {
                                    runs.incrementAndGet();
                                    return run.finish(
                                            () -> {
                                                note("effect");
                                                effect.countDown();
                                                Eventually.passes(goOn);
                                                return Map.of();
                                            });
                                }));
        Eventually.passes(effect);

        giveUpForDead(job);
        Eventually.holds(() -> count("pg_locks where granted = ?", false) > 0);
        goOn.countDown();

        await(job, JobRow::ended);
        Eventually.holds(
                () -> count("scheduled_tasks where task_instance = ?", job.toString()) == 0);
        assertThat(notes()).containsExactly("effect");
        assertThat(runs).hasValue(1);
    }

    @Test
    void isRevivedWhenItsWorkerSendsNoMoreHeartbeats() {
        JobId job =
                enqueue(
                        Probe.asks(run -> JobOutcome.done(Map.of("attempt", run.attempt())))
                                .after(LATER));

        pretendAKilledWorkerHas(job);

        JobRow row = await(job, JobRow::ended);
        assertThat(row.result()).isEqualTo("{\"attempt\": 2}");
        assertThat(row.deaths()).isEqualTo(1);
    }

    @Test
    void isGivenUpWhenTheServerDiedOverItTooOften() {
        JobId job = enqueue(Probe.asks(run -> JobOutcome.done()).after(LATER));
        server.sql()
                .sql("update job set deaths = ? where id = ?")
                .param(Claims.MOST_DEATHS)
                .param(job.value())
                .update();

        pretendAKilledWorkerHas(job);

        JobRow row = await(job, JobRow::ended);
        assertThat(row.state()).isEqualTo("failed");
        assertThat(row.result()).contains("WorkerDied");
    }

    @Test
    void isCancelledWhenItsPrincipalHasLeft() {
        JobId job = enqueue(Probe.asks(run -> JobOutcome.done()).after(LATER));
        server.sql()
                .sql("delete from membership where user_id = ?")
                .param(tenant.owner().id())
                .update();
        JobRow.makeDue(server, job);

        JobRow row = await(job, JobRow::ended);
        assertThat(row.state()).isEqualTo("cancelled");
        assertThat(row.result()).contains("no longer a member");
    }

    @Test
    void isCancelledWhenItsTenantIsSuspended() {
        JobId job = enqueue(Probe.asks(run -> JobOutcome.done()).after(LATER));
        server.sql()
                .sql("update tenant set status = 'suspended' where id = ?")
                .param(tenant.id())
                .update();
        JobRow.makeDue(server, job);

        JobRow row = await(job, JobRow::ended);
        assertThat(row.state()).isEqualTo("cancelled");
        assertThat(row.result()).contains("no longer active");
    }

    @Test
    void runsUnattendedWhoeverHasLeft() {
        Queue<Scope> seen = new ConcurrentLinkedQueue<>();
        JobId job =
                enqueue(
                        Probe.asks(
                                        run -> {
                                            seen.add(Scopes.require());
                                            return JobOutcome.done();
                                        })
                                .withoutPrincipal()
                                .after(LATER));
        server.sql()
                .sql("delete from membership where user_id = ?")
                .param(tenant.owner().id())
                .update();
        JobRow.makeDue(server, job);

        assertThat(await(job, JobRow::ended).state()).isEqualTo("completed");
        assertThat(seen)
                .allSatisfy(scope -> assertThat(((Scope.Tenant) scope).principal()).isNull());
    }

    /** However much of one kind there is to do, other kinds have threads of their own. */
    @Test
    void anotherQueueIsNotHeldUp() {
        CountDownLatch goOn = new CountDownLatch(1);
        List<JobId> busy = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            busy.add(
                    enqueue(
                            Probe.asks(
                                    run -> {
                                        Eventually.passes(goOn);
                                        return JobOutcome.done();
                                    })));
        }

        JobId elsewhere = enqueue(Probe.asks(Probe.Elsewhere.NAME, run -> JobOutcome.done()));

        assertThat(await(elsewhere, JobRow::ended).state()).isEqualTo("completed");
        assertThat(busy).anyMatch(job -> !JobRow.read(server, job).ended());
        goOn.countDown();
        busy.forEach(job -> await(job, JobRow::ended));
    }

    @Test
    void showsHowFarItIs() {
        CountDownLatch goOn = new CountDownLatch(1);
        JobId job =
                enqueue(
                        Probe.asks(
                                run -> {
                                    run.progress(40);
                                    Eventually.passes(goOn);
                                    return JobOutcome.done();
                                }));

        await(job, row -> row.metadata().equals("{\"progress\": 40}"));
        goOn.countDown();
        await(job, JobRow::ended);
    }

    private JobId enqueue(JobRequest request) {
        return tenant.inTransaction(() -> jobs().enqueue(request));
    }

    private Jobs jobs() {
        return server.bean(Jobs.class);
    }

    /** An effect in the tenant's data. */
    private void note(String text) {
        jdbc.sql(
                        "insert into check_metadata (content_hash, check_id, metadata)"
                                + " values (uuid_send(?), ?, '{}')")
                .params(UUID.randomUUID(), text)
                .update();
    }

    private List<@Nullable String> notes() {
        return server.sql()
                .sql("select check_id from check_metadata where tenant_id = ?")
                .param(tenant.id())
                .query(String.class)
                .list();
    }

    /** What another process does when heartbeats are missing, while the worker still runs. */
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

    private void pretendAKilledWorkerHas(JobId job) {
        server.sql()
                .sql("update job set state = 'executing', attempt = 1 where id = ?")
                .param(job.value())
                .update();
        server.sql()
                .sql(
                        """
                        update scheduled_tasks
                        set picked = true, picked_by = 'killed', execution_time = now(),
                            last_heartbeat = now() - interval '1 minute', version = version + 1
                        where task_instance = ?
                        """)
                .param(job.toString())
                .update();
    }

    private long count(String rows, Object parameter) {
        return server.sql()
                .sql("select count(*) from " + rows)
                .param(parameter)
                .query(Long.class)
                .single();
    }

    private JobRow await(JobId job, Predicate<JobRow> wanted) {
        return JobRow.await(server, job, wanted);
    }
}
