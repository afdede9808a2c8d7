package dev.bailiwick.posture.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.ScanRows;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.task.JobRequest;
import dev.bailiwick.posture.task.Jobs;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

final class ProviderDeletionIT {

    private static final List<String> TABLES =
            List.of(
                    "finding",
                    "scan_resource",
                    "resource_tag",
                    "resource",
                    "scan_count",
                    "scan_breakdown",
                    "scan",
                    "provider");

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    @Test
    void hidesEverythingAtOnceAndRemovesItInTheBackground() {
        String provider = provider("fern");
        String other = provider("moss");
        ScanRows rows = new ScanRows(acme, provider);
        ScanRows others = new ScanRows(acme, other);
        // more than a batch of findings in one scan, and a second scan
        rows.fill(rows.published("first"), 60, 100);
        rows.fill(rows.published("second"), 0, 0);
        others.fill(others.published("other"), 3, 2);

        Answer deleted = acme.api().delete("providers/" + provider).expect(202);

        assertThat(deleted.at("/data/type").asString()).isEqualTo("tasks");
        assertThat(deleted.at("/data/attributes/name").asString()).isEqualTo("provider-deletion");
        assertThat(deleted.at("/data/attributes/task_args/provider_id").asString())
                .isEqualTo(provider);
        assertThat(deleted.header("Content-Location")).isEqualTo("/api/v1/tasks/" + deleted.id());
        acme.api().get("providers/" + provider).expect(404);
        acme.api().delete("providers/" + provider).expect(404);
        assertThat(acme.api().get("providers").expect(200).ids()).containsExactly(other);
        assertThat(acme.api().get("scans").expect(200).items()).hasSize(1);
        assertThat(taskState(deleted.id())).isEqualTo("completed");
        assertThat(TABLES).allSatisfy(table -> assertThat(rows.count(table)).as(table).isZero());
        assertThat(TABLES)
                .allSatisfy(table -> assertThat(others.count(table)).as(table).isPositive());
        assertThat(others.count("finding")).isEqualTo(6);
    }

    @Test
    void cancelsWhatWasPassedOverWhenItWasHidden() {
        String provider = provider("fern");
        UUID id = UUID.fromString(provider);
        acme.api()
                .post(
                        "schedules/daily",
                        Api.document("daily-schedules", Map.of("provider_id", provider)))
                .expect(202);
        String schedule = acme.api().get("schedules").expect(200).ids().getFirst();
        // not due for so long that nobody finds by taking it up that the provider is gone
        acme.api()
                .patch(
                        "schedules/" + schedule,
                        Api.document("schedules", schedule, Map.of("cron", "30 4 29 2 *")))
                .expect(200);
        Eventually.get(() -> openJobs(id), jobs -> jobs == 1);
        server.sql().sql("update provider set deleted_at = now() where id = ?").param(id).update();

        acme.inTransaction(
                () ->
                        server.bean(Jobs.class)
                                .enqueue(
                                        JobRequest.of(ProviderDeletion.JOB)
                                                .about(id)
                                                .withoutPrincipal()));

        Eventually.get(() -> openJobs(id), jobs -> jobs == 0);
    }

    private long openJobs(UUID provider) {
        return server.sql()
                .sql(
                        "select count(*) from job where provider_id = ? and state in ('available',"
                                + " 'scheduled', 'executing')")
                .param(provider)
                .query(Long.class)
                .single();
    }

    @Test
    void freesTheAccountForANewProviderAtOnce() {
        String first = provider("fern");
        acme.api().delete("providers/" + first).expect(202);

        String second = provider("fern");

        assertThat(second).isNotEqualTo(first);
        assertThat(acme.api().get("providers").expect(200).ids()).containsExactly(second);
    }

    @Test
    void endsItsScheduleWithTheScanThatStandsReady() {
        String provider = provider("fern");
        acme.api()
                .post(
                        "schedules/daily",
                        Api.document("daily-schedules", Map.of("provider_id", provider)))
                .expect(202);

        String removal = acme.api().delete("providers/" + provider).expect(202).id();

        assertThat(
                        server.sql()
                                .sql(
                                        "select name from job where provider_id = ?::uuid and state"
                                            + " not in ('cancelled', 'failed', 'completed') and id"
                                            + " <> ?::uuid")
                                .params(provider, removal)
                                .query(String.class)
                                .list())
                .isEmpty();
        assertThat(taskState(removal)).isEqualTo("completed");
    }

    @Test
    void makesRememberedCountsStale() {
        String provider = provider("fern");
        long before = epoch();

        acme.api().delete("providers/" + provider).expect(202);

        assertThat(epoch()).isGreaterThan(before);
    }

    @Test
    void waitsForWhoeverWritesUnderItAndLetsNobodyWriteAfterwards() throws Exception {
        UUID provider = UUID.fromString(provider("fern"));
        Providers providers = server.bean(Providers.class);
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> writer =
                    threads.submit(
                            () ->
                                    acme.inTransaction(
                                            () -> {
                                                boolean holds = providers.hold(provider);
                                                held.countDown();
                                                Eventually.passes(goOn);
                                                return holds;
                                            }));
            Eventually.passes(held);

            Future<Answer> deletion =
                    threads.submit(() -> acme.api().delete("providers/" + provider));
            Eventually.holds(this::somebodyWaitsForALock);
            assertThat(deletion.isDone()).isFalse();
            goOn.countDown();

            assertThat(writer.get()).isTrue();
            deletion.get().expect(202);
        }
        assertThat(acme.inTransaction(() -> providers.hold(provider))).isFalse();
    }

    /** Who changes a group holds the tenant, and then its members. */
    @Test
    void waitsForTheTenantWithNothingOfAGroupInItsHands() throws Exception {
        String provider = provider("fern");
        new ScanRows(acme, provider).published("first");
        acme.limit(acme.member(), UUID.fromString(provider));
        try (Connection scanning = server.maint().getConnection();
                Connection changing = server.maint().getConnection()) {
            locked(scanning, "select id from scan where tenant_id = ? for update");
            Answer deleted = acme.api().delete("providers/" + provider).expect(202);
            Eventually.holds(() -> somebodyWaitsFor(scanning));
            locked(changing, "select id from tenant where id = ? for no key update");
            scanning.rollback();
            Eventually.holds(() -> somebodyWaitsFor(changing));

            locked(
                    changing,
                    "select provider_id from provider_group_member where tenant_id = ? for update"
                            + " nowait");
            changing.commit();

            assertThat(taskState(deleted.id())).isEqualTo("completed");
        }
    }

    private void locked(Connection connection, String select) throws SQLException {
        connection.setAutoCommit(false);
        assertThat(sql(connection).sql(select).param(acme.id()).query(UUID.class).list())
                .hasSize(1);
    }

    private boolean somebodyWaitsFor(Connection connection) {
        int pid = sql(connection).sql("select pg_backend_pid()").query(Integer.class).single();
        return server.sql()
                .sql(
                        "select exists (select from pg_stat_activity where ? ="
                                + " any (pg_blocking_pids(pid)))")
                .param(pid)
                .query(Boolean.class)
                .single();
    }

    private static JdbcClient sql(Connection connection) {
        return JdbcClient.create(new SingleConnectionDataSource(connection, true));
    }

    private boolean somebodyWaitsForALock() {
        return server.sql()
                .sql("select exists (select from pg_locks where not granted)")
                .query(Boolean.class)
                .single();
    }

    private String provider(String uid) {
        return acme.api()
                .post(
                        "providers",
                        Api.document("providers", Map.of("provider", "github", "uid", uid)))
                .expect(201)
                .id();
    }

    private String taskState(String task) {
        return Eventually.get(
                () ->
                        acme.api()
                                .get("tasks/" + task)
                                .expect(200)
                                .at("/data/attributes/state")
                                .asString(),
                state -> List.of("completed", "failed", "cancelled").contains(state));
    }

    private long epoch() {
        return server.sql()
                .sql("select epoch from tenant where id = ?")
                .param(acme.id())
                .query(Long.class)
                .single();
    }
}
