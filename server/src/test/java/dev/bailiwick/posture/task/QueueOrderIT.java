package dev.bailiwick.posture.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.task.attempt.JobOutcome;
import dev.bailiwick.posture.task.job.JobPriority;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

/** In which order jobs come out of a queue, on a server that runs none of them. */
final class QueueOrderIT {

    private static final String TASK = "job-general";
    private static final String PROCESS = "a process";
    private static final int NO_SHARE = 1_000_000;

    @TempDir private static Path room;
    private static TestServer server;
    private static Tenancy acme;
    private static Tenancy globex;
    private static Tenancy initech;

    @BeforeAll
    static void start() {
        server = TestServer.start(room.resolve("data"), Map.of("bailiwick.jobs.serves", "none"));
        acme = Tenancy.of(server);
        globex = Tenancy.of(server);
        initech = Tenancy.of(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void emptyTheQueue() {
        server.sql()
                .sql(
                        "delete from scheduled_tasks where task_name = ? or task_name like"
                                + " 'housekeeping-%'")
                .param(TASK)
                .update();
        server.sql().sql("delete from job_clock").update();
    }

    /** What runs, and at most one more that stood in the same turn. */
    @Test
    void tenThousandOfOneTenantHardlyDelayAnother() {
        flood(acme, 10_000);
        assertThat(pick(2)).containsOnly(acme.id());

        enqueue(globex, Probe.asks(run -> JobOutcome.done()));

        assertThat(pick(2)).contains(globex.id());
        assertThat(pick(2)).containsOnly(acme.id());
    }

    @Test
    void whoComesLaterTakesTurnsWithWhoHasManyWaiting() {
        flood(acme, 300);
        for (int i = 0; i < 100; i++) {
            pick(1);
        }
        flood(globex, 50);

        List<UUID> picked = IntStream.range(0, 40).mapToObj(i -> pick(1).getFirst()).toList();

        assertThat(picked.stream().filter(globex.id()::equals).count()).isBetween(19L, 21L);
        for (int i = 0; i + 1 < picked.size(); i += 2) {
            assertThat(List.of(picked.get(i), picked.get(i + 1)))
                    .containsExactlyInAnyOrder(acme.id(), globex.id());
        }
    }

    @Test
    void whatWaitedForItsHourTakesTurnsLikeTheRest() {
        for (int i = 0; i < 40; i++) {
            enqueue(acme, waiting(Duration.ofHours(1)));
        }
        makeDue();
        for (int i = 0; i < 5; i++) {
            enqueue(globex, waiting(Duration.ZERO));
        }

        List<UUID> picked = IntStream.range(0, 10).mapToObj(i -> pick(1).getFirst()).toList();

        assertThat(picked.stream().filter(globex.id()::equals).count()).isEqualTo(5);
    }

    /** Jobs that are put off over and over would else stay in front of all others. */
    @Test
    void whatIsPutOffTakesItsNextTurnBehindTheOthers() {
        enqueue(acme, waiting(Duration.ZERO));
        for (int i = 0; i < 3; i++) {
            enqueue(globex, waiting(Duration.ZERO));
        }

        List<UUID> picked = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            UUID next = pick(1).getFirst();
            picked.add(next);
            if (next.equals(acme.id())) {
                putBack();
            }
        }

        assertThat(picked.stream().filter(globex.id()::equals).count()).isEqualTo(3);
    }

    @Test
    void aTenantHasItsShareAtMostWhileOthersWait() {
        flood(acme, 10);
        assertThat(pick(2, 2)).hasSize(2);
        enqueue(globex, waiting(Duration.ZERO).at(JobPriority.LOW));

        assertThat(pick(2, 2)).as("though it comes behind").containsExactly(globex.id());
        assertThat(pick(1, 2)).as("nobody else waits").containsExactly(acme.id());
    }

    /** Whoever comes the moment after would wait until they end, in some queues for hours. */
    @Test
    void ofLongJobsATenantHasItsShareAtMostAlsoWhileNobodyElseWaits() {
        flood(acme, 10);

        assertThat(pickLasting(4, 2)).containsExactly(acme.id(), acme.id());
        assertThat(pickLasting(2, 2)).as("though threads are free").isEmpty();
        flood(globex, 10);
        flood(initech, 10);
        assertThat(pickLasting(2, 2)).containsExactlyInAnyOrder(globex.id(), initech.id());
    }

    @Test
    void urgentOnesComeFirstAndOthersComeAllTheSame() {
        for (int i = 0; i < 150; i++) {
            enqueue(acme, waiting(Duration.ZERO).at(JobPriority.HIGH));
        }
        enqueue(acme, waiting(Duration.ZERO));
        enqueue(globex, waiting(Duration.ZERO));

        List<UUID> first = pick(99);
        List<UUID> then = pick(10);

        assertThat(first).containsOnly(acme.id());
        assertThat(then).contains(globex.id());
    }

    /**
     * Whatever tenants do, none that has jobs waiting sees more than a few of another's in front of
     * its next one.
     */
    @Test
    void nobodyStarves() {
        Random random = new Random(7);
        List<Tenancy> tenants = List.of(acme, globex, initech);
        Map<UUID, Integer> waiting = new HashMap<>();
        Map<UUID, Map<UUID, Integer>> passedBy = new HashMap<>();
        for (int step = 0; step < 400; step++) {
            Tenancy tenant = tenants.get(random.nextInt(3));
            int more = random.nextInt(10) == 0 ? 30 : random.nextInt(2);
            flood(tenant, more);
            waiting.merge(tenant.id(), more, Integer::sum);
            for (UUID picked : pick(1)) {
                waiting.merge(picked, -1, Integer::sum);
                passedBy.remove(picked);
                for (Tenancy other : tenants) {
                    if (!other.id().equals(picked) && waiting.getOrDefault(other.id(), 0) > 0) {
                        int times =
                                passedBy.computeIfAbsent(other.id(), id -> new HashMap<>())
                                        .merge(picked, 1, Integer::sum);
                        assertThat(times).as("step %d", step).isLessThanOrEqualTo(2);
                    }
                }
            }
        }
    }

    private static JobRequest waiting(Duration delay) {
        return Probe.asks(run -> JobOutcome.done()).after(delay);
    }

    private static void enqueue(Tenancy tenant, JobRequest request) {
        tenant.inTransaction(() -> server.bean(Jobs.class).enqueue(request));
    }

    private static void flood(Tenancy tenant, int jobs) {
        tenant.inTransaction(
                () -> {
                    JdbcClient jdbc = server.bean(JdbcClient.class);
                    jdbc.sql(
                                    """
                                    with made as (
                                        insert into job (name, correlation)
                                        select 'probe', 'flood' from generate_series(1, ?) returning id)
                                    select id from made
                                    """)
                            .param(jobs)
                            .query(UUID.class)
                            .list();
                    return jdbc.sql(
                                    """
                                    select enqueue_job(id, now()) from job j
                                    where state = 'available' and correlation = 'flood'
                                      and metadata = '{}' and inserted_at = now()
                                    """)
                            .query((row, n) -> true)
                            .list();
                });
    }

    private static List<UUID> pick(int most) {
        return pick(most, NO_SHARE);
    }

    private static List<UUID> pick(int most, int share) {
        return pick(most, share, false);
    }

    private static List<UUID> pickLasting(int most, int share) {
        return pick(most, share, true);
    }

    private static List<UUID> pick(int most, int share, boolean lasting) {
        return new ArrayList<>(
                JdbcClient.create(server.worker())
                        .sql("select tenant_id from pick_due_jobs(?, ?, now(), ?, ?, ?)")
                        .params(TASK, PROCESS, most, share, lasting)
                        .query(UUID.class)
                        .list());
    }

    private static void makeDue() {
        server.sql()
                .sql("update scheduled_tasks set execution_time = now() where task_name = ?")
                .param(TASK)
                .update();
    }

    /** As the engine puts off what it has picked. */
    private static void putBack() {
        server.sql()
                .sql(
                        """
                        update scheduled_tasks set picked = false, picked_by = null, execution_time = now()
                        where task_name = ? and picked and tenant_id = ?
                        """)
                .params(TASK, acme.id())
                .update();
    }
}
