package dev.bailiwick.posture.summary;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.SuperuserLogin;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.ingestion.ocsf.Records;
import dev.bailiwick.posture.task.Jobs;
import dev.bailiwick.posture.task.job.JobId;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Summaries that nobody needs any more between two of them: one is there, one is being written, and
 * the others wait, for a thread or for them all.
 */
final class CalledOffBranchesIT {

    private static final List<String> DONE =
            List.of("scan-daily-severity", "scan-attack-surface-overviews");
    private static final String UNDER_WAY = "scan-category-summaries";
    private static final String WAITS = "scan-resource-group-summaries";
    private static final String ALL = "scan-summary";

    @TempDir private static Path room;
    private static TestServer server;
    private Tenancy acme;

    @BeforeAll
    static void start() {
        server =
                TestServer.start(
                        room.resolve("data"), Map.of("bailiwick.jobs.queues.overview", "1"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void somebodyElse() {
        acme = Tenancy.of(server);
    }

    @Test
    void theScanIsDeleted() throws Exception {
        Answer deletion = between(() -> acme.api().delete("scans/" + only("scans")).expect(202));

        allIsOver();
        assertThat(state(deletion.id())).isEqualTo("completed");
        assertThat(newest(WAITS)).isEqualTo("cancelled");
        assertThat(newest(ALL)).isEqualTo("cancelled");
        assertThat(newest(UNDER_WAY)).isIn("completed", "cancelled");
        assertThat(acme.api().get("scans").expect(200).items()).isEmpty();
        assertThat(rows("scan") + rows("scan_category") + rows("daily_severity")).isZero();
    }

    @Test
    void theProviderIsDeleted() throws Exception {
        Answer deletion =
                between(() -> acme.api().delete("providers/" + only("providers")).expect(202));

        allIsOver();
        assertThat(state(deletion.id())).isEqualTo("completed");
        assertThat(rows("provider") + rows("scan") + rows("scan_category")).isZero();
    }

    /** As a feature may; nobody else can. */
    @Test
    void theOneUnderWayIsCancelled() throws Exception {
        boolean cancelled = between(() -> cancel(UNDER_WAY));

        allIsOver();
        assertThat(newest(WAITS)).isEqualTo("completed");
        assertThat(newest(UNDER_WAY)).isEqualTo(cancelled ? "cancelled" : "completed");
        assertThat(newest(ALL)).isEqualTo(cancelled ? "cancelled" : "completed");
    }

    @Test
    void oneThatWaitsIsCancelled() throws Exception {
        assertThat(between(() -> cancel(WAITS))).isTrue();

        allIsOver();
        assertThat(newest(UNDER_WAY)).isEqualTo("completed");
        assertThat(newest(WAITS)).isEqualTo("cancelled");
        assertThat(newest(ALL)).isEqualTo("cancelled");
    }

    @Test
    void theTenantIsDeleted() throws Exception {
        between(() -> acme.api().delete("tenants/" + acme.id()).expect(204));

        // one of it may still be under way, which goes on in a tenant that is closed
        Eventually.holds(
                () -> {
                    server.keepHouse("tenant-deletion");
                    return rows("job") + rows("scan") + rows("scheduled_tasks") == 0;
                });
        // the thread is free for others
        acme = Tenancy.of(server);
        upload();
        Eventually.get(() -> newest(ALL), "completed"::equals);
    }

    /** What is asked for may wait for what is under way, which goes on a moment later. */
    private <T> T between(Callable<T> work) throws Exception {
        try (Connection holder = SuperuserLogin.to(server.data());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("lock table posture.scan_category in share mode");
            upload();
            Eventually.holds(() -> waitsForTheTable());
            for (String branch : DONE) {
                Eventually.get(() -> newest(branch), "completed"::equals);
            }
            assertThat(newest(UNDER_WAY)).isEqualTo("executing");
            assertThat(newest(WAITS)).isIn("available", "executing");
            assertThat(newest(ALL)).isEqualTo("scheduled");

            Future<T> asked = threads.submit(work);
            Eventually.holds(() -> asked.isDone() || waitsForAJob());
            holder.rollback();
            return asked.get();
        }
    }

    private static boolean waitsForTheTable() {
        return waits("relation");
    }

    private static boolean waitsForAJob() {
        return waits("transactionid") || waits("tuple");
    }

    private static boolean waits(String kind) {
        return server.sql()
                .sql("select exists (select from pg_locks where not granted and locktype = ?)")
                .param(kind)
                .query(Boolean.class)
                .single();
    }

    private void allIsOver() {
        Eventually.holds(
                () ->
                        server.sql()
                                        .sql(
                                                "select count(*) from job where tenant_id = ? and"
                                                        + " state in ('available', 'scheduled',"
                                                        + " 'executing')")
                                        .param(acme.id())
                                        .query(Long.class)
                                        .single()
                                == 0);
        assertThat(acme.api().get("tasks?filter[state]=executing").expect(200).items()).isEmpty();
        assertThat(acme.api().get("scans?filter[state]=executing").expect(200).items()).isEmpty();
        Eventually.holds(() -> rows("scheduled_tasks") == 0);
    }

    private boolean cancel(String name) {
        JobId job = new JobId(UUID.fromString(task(name).ids().getFirst()));
        return acme.inTransaction(
                () -> server.bean(Jobs.class).cancel(job, "Nobody needs it any more."));
    }

    private void upload() {
        byte[] record = Records.numbered("310987654321", 0).toString().getBytes(UTF_8);
        acme.api().post("ingestions", "application/x-ndjson", record).expect(202);
        Eventually.holds(() -> !task(ALL).items().isEmpty());
    }

    private Answer task(String name) {
        return acme.api().get("tasks?filter[name]=" + name).expect(200);
    }

    private String newest(String name) {
        return task(name).at("/data/0/attributes/state").asString();
    }

    private String state(String task) {
        Api api = acme.api();
        return api.get("tasks/" + task).expect(200).at("/data/attributes/state").asString();
    }

    private String only(String type) {
        return acme.api().get(type).expect(200).ids().getFirst();
    }

    private long rows(String table) {
        return server.sql()
                .sql("select count(*) from " + table + " where tenant_id = ?")
                .param(acme.id())
                .query(Long.class)
                .single();
    }
}
