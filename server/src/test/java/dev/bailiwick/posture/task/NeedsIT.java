package dev.bailiwick.posture.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.task.attempt.JobOutcome;
import dev.bailiwick.posture.task.job.JobId;

import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Jobs that wait for other jobs. */
final class NeedsIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    @Test
    void beginsWhenTheLastOfWhatItNeedsIsCompleted() {
        List<String> done = new CopyOnWriteArrayList<>();
        CountDownLatch goOn = new CountDownLatch(1);
        JobId[] jobs =
                acme.inTransaction(
                        () -> {
                            JobId first = ask(noting(done, "first", goOn));
                            JobId left = ask(noting(done, "left", goOn).after(first));
                            JobId right = ask(noting(done, "right", goOn).after(first));
                            JobId last = ask(noting(done, "last", goOn).after(left, right));
                            return new JobId[] {first, left, right, last};
                        });

        Answer waiting = acme.api().get("tasks/" + jobs[3]).expect(200);
        assertThat(waiting.at("/data/attributes/state").asString()).isEqualTo("scheduled");
        assertThat(waiting.at("/data/attributes/metadata/waits_for").findValuesAsString("id"))
                .containsExactlyInAnyOrder(jobs[1].toString(), jobs[2].toString());
        assertThat(JobRow.engineRows(server, jobs[3])).isZero();
        goOn.countDown();

        assertThat(JobRow.awaitEnd(server, jobs[3]).state()).isEqualTo("completed");
        assertThat(done).startsWith("first").endsWith("last").hasSize(4);
    }

    /** Each of them, seen from its own transaction, is the last or not. */
    @Test
    void ofTwoNeedsThatAreCompletedAtOnceOneLetsItBegin() {
        List<JobId> last = new ArrayList<>();
        for (int pair = 0; pair < 8; pair++) {
            CyclicBarrier together = new CyclicBarrier(2);
            last.add(
                    acme.inTransaction(
                            () ->
                                    ask(
                                            Probe.asks(run -> JobOutcome.done())
                                                    .after(
                                                            ask(meeting(together)),
                                                            ask(meeting(together))))));
        }

        assertThat(last)
                .allSatisfy(
                        job ->
                                assertThat(JobRow.awaitEnd(server, job).state())
                                        .isEqualTo("completed"));
    }

    private static JobRequest meeting(CyclicBarrier together) {
        return Probe.asks(
                run ->
                        run.finish(
                                () -> {
                                    meet(together);
                                    return Map.of();
                                }));
    }

    private static void meet(CyclicBarrier together) {
        try {
            together.await(2, TimeUnit.MINUTES);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aNeedThatFailedKeepsItWaitingUntilItIsRetriedAndCompleted() {
        AtomicBoolean mended = new AtomicBoolean();
        JobId[] jobs =
                acme.inTransaction(
                        () -> {
                            JobId first =
                                    ask(
                                            Probe.asks(
                                                    run ->
                                                            mended.get()
                                                                    ? JobOutcome.done()
                                                                    : JobOutcome.failed("No.")));
                            return new JobId[] {
                                first, ask(Probe.asks(run -> JobOutcome.done()).after(first))
                            };
                        });
        JobRow.awaitEnd(server, jobs[0]);

        Answer waiting = acme.api().get("tasks/" + jobs[1]).expect(200);
        assertThat(waiting.at("/data/attributes/state").asString()).isEqualTo("scheduled");
        assertThat(waiting.at("/data/attributes/metadata/waits_for/0/state").asString())
                .isEqualTo("failed");
        mended.set(true);
        acme.api().post("tasks/" + jobs[0] + "/retry", Map.of()).expect(202);

        assertThat(JobRow.awaitEnd(server, jobs[1]).state()).isEqualTo("completed");
        assertThat(JobRow.read(server, jobs[0]).state()).isEqualTo("completed");
        assertThat(Probe.told(jobs[0])).containsExactly("failed: No.", "retried");
    }

    @Test
    void whatIsCancelledCancelsAllThatWaitsForIt() {
        JobId[] jobs =
                acme.inTransaction(
                        () -> {
                            JobId first = ask(idle().after(Duration.ofHours(1)));
                            JobId next = ask(idle().after(first));
                            return new JobId[] {first, next, ask(idle().after(next))};
                        });

        acme.api().delete("tasks/" + jobs[0]).expect(202);

        for (JobId job : jobs) {
            assertThat(JobRow.read(server, job).state()).isEqualTo("cancelled");
            assertThat(Probe.told(job)).containsExactly("cancelled");
        }
        assertThat(JobRow.read(server, jobs[2]).result())
                .contains("What it waited for was cancelled.");
    }

    @Test
    void beginsAtOnceIfAllIsCompletedAlready() {
        JobId first = acme.inTransaction(() -> ask(idle()));
        JobRow.awaitEnd(server, first);

        JobId next = acme.inTransaction(() -> ask(idle().after(first)));

        assertThat(JobRow.awaitEnd(server, next).state()).isEqualTo("completed");
    }

    @Test
    void cannotWaitForAnotherTenantsJobNorForACancelledOne() {
        Tenancy globex = Tenancy.of(server);
        JobId foreign = globex.inTransaction(() -> ask(idle().after(Duration.ofHours(1))));
        JobId cancelled = acme.inTransaction(() -> ask(idle().after(Duration.ofHours(1))));
        acme.api().delete("tasks/" + cancelled).expect(202);

        for (JobId need : List.of(foreign, cancelled)) {
            assertThatThrownBy(() -> acme.inTransaction(() -> ask(idle().after(need))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(need.toString());
        }
    }

    @Test
    void whatWaitsForWhatIsHeldApartLikeTheJobs() throws SQLException {
        Tenancy globex = Tenancy.of(server);
        JobId first = acme.inTransaction(() -> ask(idle().after(Duration.ofHours(1))));
        JobId next = acme.inTransaction(() -> ask(idle().after(first)));

        assertThat(rows(acme, first)).isOne();
        assertThat(rows(globex, first)).isZero();
        assertThatThrownBy(() -> change(globex, "insert into job_need values (?, ?, ?)", next))
                .hasMessageContaining("row-level security");
        // another tenant's job, named by its id alone, is none that one's own could wait for
        assertThatThrownBy(
                        () ->
                                change(
                                        globex,
                                        "insert into job_need (job_id, needs_id)"
                                                + " select cast(? as uuid), cast(? as uuid)"
                                                + " where cast(? as uuid) is not null",
                                        next))
                .hasMessageContaining("foreign key");
        change(globex, "select release_jobs(?), cast(? as uuid), cast(? as uuid)", first);
        change(globex, "select cancel_waiting(?, '{}'), cast(? as uuid), cast(? as uuid)", first);
        assertThat(JobRow.read(server, next).state()).isEqualTo("scheduled");
    }

    private long rows(Tenancy tenant, JobId need) throws SQLException {
        try (Connection connection = server.app().getConnection()) {
            enter(connection, tenant);
            try (PreparedStatement count =
                    connection.prepareStatement(
                            "select count(*) from job_need where needs_id = ?")) {
                count.setObject(1, need.value());
                var row = count.executeQuery();
                row.next();
                return row.getLong(1);
            }
        }
    }

    private void change(Tenancy tenant, String sql, JobId job) throws SQLException {
        try (Connection connection = server.app().getConnection()) {
            enter(connection, tenant);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                Object first =
                        sql.startsWith("insert into job_need values") ? acme.id() : job.value();
                statement.setObject(1, first);
                statement.setObject(2, job.value());
                statement.setObject(3, job.value());
                statement.execute();
                connection.commit();
            }
        }
    }

    private static void enter(Connection connection, Tenancy tenant) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement context =
                connection.prepareStatement(
                        "select set_config('bailiwick.tenant', ?, true),"
                                + " set_config('bailiwick.dimension.providers', '*', true)")) {
            context.setString(1, tenant.id().toString());
            context.execute();
        }
    }

    private static JobRequest idle() {
        return Probe.asks(run -> JobOutcome.done());
    }

    private static JobRequest noting(List<String> done, String what, CountDownLatch goOn) {
        return Probe.asks(
                run -> {
                    Eventually.passes(goOn);
                    done.add(what);
                    return JobOutcome.done();
                });
    }

    private JobId ask(JobRequest request) {
        return server.bean(Jobs.class).enqueue(request);
    }
}
