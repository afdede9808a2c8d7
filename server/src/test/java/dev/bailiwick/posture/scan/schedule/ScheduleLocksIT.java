package dev.bailiwick.posture.scan.schedule;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Whoever changes a schedule while its scan begins: one waits for the other, and none for both. */
final class ScheduleLocksIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    @Test
    void aChangeWaitsForARunWithNothingOfTheScheduleInItsHands() throws Exception {
        String schedule = scheduled();

        waitsForARun(schedule, () -> change(schedule)).expect(200);
    }

    @Test
    void aDeletionWaitsForARunWithNothingOfTheScheduleInItsHands() throws Exception {
        String schedule = scheduled();

        waitsForARun(schedule, () -> acme.api().delete("schedules/" + schedule)).expect(204);
    }

    /** As a run that has begun meanwhile leaves it: another scan stands ready. */
    @Test
    void aChangeTakesBackWhatStandsReadyWhenItsTurnComes() throws Exception {
        String schedule = scheduled();
        UUID provider = UUID.fromString(acme.api().get("providers").ids().getFirst());
        UUID ready = UUID.fromString(ready());
        try (Connection run = server.maint().getConnection();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            lockJob(run);
            Future<Answer> change = threads.submit(() -> change(schedule));
            Eventually.holds(() -> somebodyWaitsFor(run));
            UUID other = UUID.randomUUID();
            sql(run).sql(
                            "insert into scan (tenant_id, id, provider_id, state, trigger) values"
                                    + " (?, ?, ?, 'scheduled', 'scheduled')")
                    .params(acme.id(), other, provider)
                    .update();
            sql(run).sql("update schedule set next_scan_id = ? where id = ?::uuid")
                    .params(other, schedule)
                    .update();
            run.commit();

            change.get().expect(200);
            assertThat(acme.api().get("scans?filter[state]=scheduled").ids())
                    .contains(ready.toString())
                    .doesNotContain(other.toString())
                    .hasSize(2);
        }
    }

    /** Whoever has locked that scan's job, to delete the scan, locks the provider next. */
    @Test
    void aChangeThatFindsAnotherScanReadyLocksItsJobWithNothingElseInItsHands() throws Exception {
        String schedule = scheduled();
        UUID provider = UUID.fromString(acme.api().get("providers").ids().getFirst());
        UUID job = UUID.randomUUID();
        try (Connection run = server.maint().getConnection();
                Connection gate = server.maint().getConnection();
                Connection deletion = server.maint().getConnection();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            lockJob(run);
            UUID other = anotherScan(provider, job);
            Future<Answer> change = threads.submit(() -> change(schedule));
            Eventually.holds(() -> somebodyWaitsFor(run));
            lock(gate, "provider", provider);
            sql(run).sql("update schedule set next_scan_id = ? where id = ?::uuid")
                    .params(other, schedule)
                    .update();
            run.commit();
            Eventually.holds(() -> somebodyWaitsFor(gate));
            lock(deletion, "job", job);
            int deleting = pid(deletion);
            Future<?> deleted =
                    threads.submit(
                            () -> {
                                lock(deletion, "provider", provider);
                                deletion.commit();
                                return null;
                            });
            Eventually.holds(() -> waits(deleting));
            gate.commit();

            deleted.get();
            change.get().expect(200);
        }
    }

    private UUID anotherScan(UUID provider, UUID job) {
        UUID scan = UUID.randomUUID();
        server.sql()
                .sql(
                        "insert into job (id, tenant_id, name, state, provider_id, correlation)"
                                + " values (?, ?, 'scan-perform', 'completed', ?, '')")
                .params(job, acme.id(), provider)
                .update();
        server.sql()
                .sql(
                        "insert into scan (tenant_id, id, provider_id, state, trigger, job_id)"
                                + " values (?, ?, ?, 'scheduled', 'scheduled', ?)")
                .params(acme.id(), scan, provider, job)
                .update();
        return scan;
    }

    private static void lock(Connection connection, String table, UUID id) throws SQLException {
        connection.setAutoCommit(false);
        assertThat(
                        sql(connection)
                                .sql("select id from " + table + " where id = ? for no key update")
                                .param(id)
                                .query(UUID.class)
                                .list())
                .hasSize(1);
    }

    private Answer waitsForARun(String schedule, Callable<Answer> request) throws Exception {
        try (Connection run = server.maint().getConnection();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            lockJob(run);
            Future<Answer> answer = threads.submit(request);
            Eventually.holds(() -> somebodyWaitsFor(run));

            // what a run does then
            assertThat(
                            sql(run).sql(
                                            "select id from schedule where id = ?::uuid for no key"
                                                    + " update nowait")
                                    .param(schedule)
                                    .query(UUID.class)
                                    .list())
                    .hasSize(1);
            run.commit();
            return answer.get();
        }
    }

    /** A schedule whose next scan is months away. */
    private String scheduled() {
        String provider =
                acme.api()
                        .post(
                                "providers",
                                document(
                                        "providers", Map.of("provider", "github", "uid", "fern-1")))
                        .expect(201)
                        .id();
        acme.api()
                .post(
                        "schedules/daily",
                        document("daily-schedules", Map.of("provider_id", provider)))
                .expect(202);
        String schedule = acme.api().get("schedules").expect(200).ids().getFirst();
        change(schedule).expect(200);
        return schedule;
    }

    private Answer change(String schedule) {
        return acme.api()
                .patch(
                        "schedules/" + schedule,
                        document("schedules", schedule, Map.of("cron", "30 4 1 1 *")));
    }

    private String ready() {
        return acme.api().get("scans?filter[state]=scheduled").expect(200).ids().getFirst();
    }

    private void lockJob(Connection run) throws SQLException {
        run.setAutoCommit(false);
        assertThat(
                        sql(run).sql(
                                        "select id from job where id = (select job_id from scan"
                                                + " where id = ?::uuid) for share")
                                .param(ready())
                                .query(UUID.class)
                                .list())
                .hasSize(1);
    }

    private static int pid(Connection connection) {
        return sql(connection).sql("select pg_backend_pid()").query(Integer.class).single();
    }

    private boolean waits(int pid) {
        return server.sql()
                .sql("select cardinality(pg_blocking_pids(?)) > 0")
                .param(pid)
                .query(Boolean.class)
                .single();
    }

    private boolean somebodyWaitsFor(Connection connection) {
        int pid = pid(connection);
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
}
