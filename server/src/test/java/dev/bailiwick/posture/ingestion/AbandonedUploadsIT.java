package dev.bailiwick.posture.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.UUID;

/** Maintenance that mostly has nothing to do, and what is on record of it. */
class AbandonedUploadsIT {

    private final TestServer server = TestServer.shared();
    private final AbandonedUploads uploads = server.bean(AbandonedUploads.class);

    private void keepHouse() {
        uploads.keep(Duration.ofMinutes(1));
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
}
