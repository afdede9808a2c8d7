package dev.bailiwick.posture.retention;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.Uploads;
import dev.bailiwick.posture.provider.ProviderScan;
import dev.bailiwick.posture.scan.deletion.HiddenScans;
import dev.bailiwick.posture.scan.deletion.ScanDeletion;
import dev.bailiwick.posture.task.job.JobId;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What becomes too old while somebody deletes scans of the same provider. */
final class OldScansIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);
    private final Api api = acme.api();
    // within a transaction a client keeps its connection: one for all looks
    private final JdbcClient watcher = server.sql();

    @Test
    void whatIsDeletedInBetweenIsLeftToTheJobOfThat() throws Exception {
        UUID old = scan(false);
        scan(true);
        keepOne();

        assertThat(foundWhileSomebodyDeletes(old)).isEmpty();
    }

    @Test
    void whatBecomesTheLatestInBetweenStaysWithAllThatIsToBeWorkedOutOfIt() throws Exception {
        UUID old = scan(false);
        UUID latest = scan(true);
        keepOne();
        JobId summary = job("scan-summary", old);

        assertThat(foundWhileSomebodyDeletes(latest)).isEmpty();

        assertThat(state(summary)).isEqualTo("scheduled");
        assertThat(api.get("scans").expect(200).ids()).containsExactly(old.toString());
    }

    @Test
    void theJobThatRemovesAScanIsNotCalledOffWithItsSummaries() {
        UUID old = scan(false);
        JobId summary = job("scan-summary", old);
        JobId removal = job("scan-deletion", old);
        JobId summaryOfAnother = job("scan-summary", UUID.randomUUID());

        assertThat(
                        acme.inTransaction(
                                () ->
                                        server.bean(HiddenScans.class)
                                                .hide(
                                                        new ProviderScan(provider(), old),
                                                        () -> Optional.of(removal))))
                .contains(removal);
        assertThat(state(summary)).isEqualTo("cancelled");
        assertThat(state(removal)).isEqualTo("scheduled");
        assertThat(state(summaryOfAnother)).isEqualTo("scheduled");
    }

    /** What is to go, for whoever looked before the deletion is seen and locks after it is. */
    private Optional<ProviderScan> foundWhileSomebodyDeletes(UUID scan) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<ProviderScan>> found =
                    acme.inTransaction(
                            () -> {
                                int own = backend();
                                assertThat(server.bean(ScanDeletion.class).ask(scan)).isNotNull();
                                Future<Optional<ProviderScan>> looking =
                                        threads.submit(() -> next());
                                Eventually.holds(() -> somebodyWaitsFor(own));
                                return looking;
                            });
            return found.get();
        }
    }

    private Optional<ProviderScan> next() {
        JobId job = new JobId(UUID.randomUUID());
        return acme.inTransaction(() -> server.bean(OldScans.class).takeNext(job));
    }

    /** The process of the transaction under way. */
    private int backend() {
        return server.bean(JdbcClient.class)
                .sql("select pg_backend_pid()")
                .query(Integer.class)
                .single();
    }

    private boolean somebodyWaitsFor(int backend) {
        return watcher.sql(
                        "select exists (select from pg_stat_activity where ? ="
                                + " any (pg_blocking_pids(pid)))")
                .param(backend)
                .query(Boolean.class)
                .single();
    }

    private UUID scan(boolean turned) {
        return UUID.fromString(Uploads.scan(api, 0, 10, turned));
    }

    private void keepOne() {
        api.patch("retention", document("retentions", acme.id().toString(), Map.of("scans", 1)))
                .expect(200);
    }

    private UUID provider() {
        return UUID.fromString(api.get("providers").expect(200).ids().getFirst());
    }

    /** One that waits for others, about a scan. */
    private JobId job(String name, UUID scan) {
        return new JobId(
                server.sql()
                        .sql(
                                """
                                insert into job (tenant_id, name, state, args, provider_id, correlation)
                                values (?, ?, 'scheduled', jsonb_build_object('scan_id', cast(? as text)), ?, '')
                                returning id
                                """)
                        .params(acme.id(), name, scan.toString(), provider())
                        .query(UUID.class)
                        .single());
    }

    private String state(JobId job) {
        return server.sql()
                .sql("select state from job where id = ?")
                .param(job.value())
                .query(String.class)
                .single();
    }
}
