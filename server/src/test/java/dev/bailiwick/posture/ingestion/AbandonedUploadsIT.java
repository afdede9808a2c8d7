package dev.bailiwick.posture.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.ScanRows;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.provider.Providers;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Maintenance that mostly has nothing to do, and what is on record of it. */
class AbandonedUploadsIT {

    private final TestServer server = TestServer.shared();
    private final AbandonedUploads uploads = server.bean(AbandonedUploads.class);
    // within a transaction a client keeps its connection: one for all looks
    private final JdbcClient watcher = server.sql();

    private void keepHouse() {
        uploads.keep();
    }

    private long recorded() {
        return server.sql()
                .sql("select count(*) from maintenance_audit where reason = ?")
                .param(uploads.reason())
                .query(Long.class)
                .single();
    }

    private UUID upload(Tenancy tenancy, String status, int minutes) {
        UUID id = UUID.randomUUID();
        server.sql()
                .sql(
                        "insert into ingestion (tenant_id, id, status, touched_at) values (?, ?, ?,"
                                + " now() - ? * interval '1 minute')")
                .params(tenancy.id(), id, status, minutes)
                .update();
        return id;
    }

    private long left(UUID upload, String status) {
        return server.sql()
                .sql("select count(*) from ingestion where id = ? and status = ?")
                .params(upload, status)
                .query(Long.class)
                .single();
    }

    @Test
    void aRunWithNothingToDoIsNotBegun() {
        keepHouse();
        upload(Tenancy.of(server), "receiving", 1);
        long before = recorded();

        assertThat(uploads.isDue()).isFalse();
        keepHouse();

        assertThat(recorded()).isEqualTo(before);
    }

    @Test
    void whatBrokeOffIsRemovedAndThatIsOnRecord() {
        keepHouse();
        long before = recorded();
        UUID silent = upload(Tenancy.of(server), "receiving", 11);

        keepHouse();

        assertThat(left(silent, "receiving")).isZero();
        assertThat(recorded()).as("begins and ends").isGreaterThanOrEqualTo(before + 2);
    }

    @Test
    void whatNoJobWillEndIsEndedAndThatIsOnRecord() {
        keepHouse();
        long before = recorded();
        UUID orphan = upload(Tenancy.of(server), "processing", 0);

        keepHouse();

        assertThat(left(orphan, "failed")).isOne();
        assertThat(recorded()).isGreaterThanOrEqualTo(before + 2);
    }

    /** One that had seen findings of it before they were removed, and has not committed yet. */
    @Test
    void whatADeletedScanLeavesToItMeanwhileGoesToo() throws Exception {
        keepHouse();
        Tenancy acme = Tenancy.of(server);
        UUID provider = UUID.fromString(provider(acme));
        ScanRows rows = new ScanRows(acme, provider.toString());
        UUID published = rows.published("seen");
        rows.fill(published, 1, 1);
        UUID failed = rows.executing("failed");
        rows.fill(failed, 0, 1);
        UUID orphan = upload(acme, "processing", 0);
        server.sql()
                .sql("update scan set ingestion_id = ? where id = ?")
                .params(orphan, failed)
                .update();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> house =
                    acme.inTransaction(
                            () -> {
                                assertThat(server.bean(Providers.class).lock(provider)).isTrue();
                                int own = backend();
                                Future<?> keeping = threads.submit(this::keepHouse);
                                Eventually.holds(() -> somebodyWaitsFor(own));
                                leave(published, failed);
                                return keeping;
                            });
            house.get();
        }

        Eventually.holds(() -> left(orphan, "failed") == 1);
        assertThat(rows.count("resource")).isZero();
    }

    private static String provider(Tenancy tenancy) {
        return tenancy.api()
                .post(
                        "providers",
                        Api.document("providers", Map.of("provider", "aws", "uid", "123456789012")))
                .expect(201)
                .id();
    }

    /** As the deletion of a scan does, of which nothing else is left. */
    private void leave(UUID scan, UUID heir) {
        JdbcClient jdbc = server.bean(JdbcClient.class);
        jdbc.sql("delete from finding where scan_id = ?").param(scan).update();
        jdbc.sql("update resource set first_scan_id = ? where first_scan_id = ?")
                .params(heir, scan)
                .update();
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

    /** A database that was away for long has heard no sign of life of it. */
    @Test
    void whatAScanTakesInThatIsBeingMadeStays() {
        Tenancy acme = Tenancy.of(server);
        UUID scan = scan(acme, "executing");
        UUID receiving = ofScan(upload(acme, "receiving", 600), scan);
        UUID written = ofScan(upload(acme, "processing", 600), scan);

        keepHouse();

        assertThat(left(receiving, "receiving")).isOne();
        assertThat(left(written, "processing")).isOne();
        over(acme);
        keepHouse();
        assertThat(left(receiving, "receiving")).isZero();
    }

    /** A user who deletes a scan deletes what was on its way in as well. */
    @Test
    void nothingIsLeftOfWhatADeletedScanHadTakenIn() {
        Tenancy acme = Tenancy.of(server);
        UUID scan = scan(acme, "executing");
        UUID written = ofScan(upload(acme, "processing", 0), scan);
        UUID sent = upload(acme, "processing", 0);
        for (UUID each : List.of(written, sent)) {
            server.sql()
                    .sql(
                            "insert into ingestion_chunk (tenant_id, ingestion_id, seq, data)"
                                    + " values (?, ?, 0, '\\x00')")
                    .params(acme.id(), each)
                    .update();
            server.sql()
                    .sql("update scan set ingestion_id = ?, deleted_at = now() where id = ?")
                    .params(each, each.equals(sent) ? scan(acme, "available") : scan)
                    .update();
        }
        over(acme);

        keepHouse();

        assertThat(chunks(acme)).isZero();
        assertThat(left(written, "completed")).as("of a scan that nobody sees").isZero();
        assertThat(left(sent, "completed")).as("of an upload").isOne();
    }

    @Test
    void nothingIsLeftOfWhatAFailedScanHadTakenIn() {
        Tenancy acme = Tenancy.of(server);
        UUID scan = scan(acme, "executing");
        UUID written = ofScan(upload(acme, "processing", 0), scan);
        server.sql()
                .sql("update scan set ingestion_id = ? where id = ?")
                .params(written, scan)
                .update();
        over(acme);

        keepHouse();

        assertThat(
                        server.sql()
                                .sql("select count(*) from ingestion where id = ?")
                                .param(written)
                                .query(Long.class)
                                .single())
                .isZero();
        assertThat(
                        server.sql()
                                .sql("select state from scan where id = ?")
                                .param(scan)
                                .query(String.class)
                                .single())
                .isEqualTo("failed");
    }

    /** With a job that is at it, as far as anybody can tell. */
    private UUID scan(Tenancy tenancy, String state) {
        return server.sql()
                .sql(
                        """
                        with made as (
                            insert into provider (tenant_id, provider, uid)
                            values (:tenant, 'github', gen_random_uuid()::text)
                            returning id),
                        job as (
                            insert into job (tenant_id, name, state, correlation)
                            values (:tenant, 'scan-perform', 'executing', 'made by hand')
                            returning id)
                        insert into scan (tenant_id, provider_id, trigger, state, job_id)
                        select :tenant, made.id, 'manual', :state, job.id from made, job
                        returning id
                        """)
                .param("tenant", tenancy.id())
                .param("state", state)
                .query(UUID.class)
                .single();
    }

    private UUID ofScan(UUID upload, UUID scan) {
        server.sql()
                .sql("update ingestion set scan_id = ? where id = ?")
                .params(scan, upload)
                .update();
        return upload;
    }

    private void over(Tenancy tenancy) {
        server.sql()
                .sql(
                        "update job set state = 'failed', completed_at = now() where tenant_id = ?"
                                + " and name = 'scan-perform'")
                .param(tenancy.id())
                .update();
    }

    private long chunks(Tenancy tenancy) {
        return server.sql()
                .sql("select count(*) from ingestion_chunk where tenant_id = ?")
                .param(tenancy.id())
                .query(Long.class)
                .single();
    }
}
