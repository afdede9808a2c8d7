package dev.bailiwick.posture.tenant;

import dev.bailiwick.posture.task.Maintenance;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

/**
 * The second half of closing a tenant: removes its rows, in batches of their own transactions, and
 * at last its own. Nobody has been able to get in since it was closed.
 */
@Component
class TenantRemoval implements Maintenance {

    private static final int BATCH = 5_000;

    // what is large, children first; what is small goes with the tenant itself
    private static final List<String> BATCHES =
            List.of(
                    """
                    delete from finding where (tenant_id, id) in (
                        select f.tenant_id, f.id from finding f
                        where f.tenant_id in (select id from tenant where deleted_at is not null) limit :batch)
                    """,
                    """
                    delete from scan_resource where (tenant_id, scan_id, resource_id) in (
                        select r.tenant_id, r.scan_id, r.resource_id from scan_resource r
                        where r.tenant_id in (select id from tenant where deleted_at is not null) limit :batch)
                    """,
                    """
                    delete from scan_breakdown
                    where (tenant_id, scan_id, check_metadata_id, region, service, resource_type, status, severity, delta, muted) in (
                        select b.tenant_id, b.scan_id, b.check_metadata_id, b.region, b.service, b.resource_type, b.status, b.severity,
                               b.delta, b.muted
                        from scan_breakdown b
                        where b.tenant_id in (select id from tenant where deleted_at is not null) limit :batch)
                    """,
                    """
                    delete from resource_tag where (tenant_id, resource_id, key) in (
                        select t.tenant_id, t.resource_id, t.key from resource_tag t
                        where t.tenant_id in (select id from tenant where deleted_at is not null) limit :batch)
                    """,
                    """
                    delete from resource where (tenant_id, id) in (
                        select r.tenant_id, r.id from resource r
                        where r.tenant_id in (select id from tenant where deleted_at is not null) limit :batch)
                    """,
                    """
                    delete from ingestion_chunk where (tenant_id, ingestion_id, seq) in (
                        select c.tenant_id, c.ingestion_id, c.seq from ingestion_chunk c
                        where c.tenant_id in (select id from tenant where deleted_at is not null) limit :batch)
                    """,
                    """
                    delete from ingestion_error where (tenant_id, ingestion_id, id) in (
                        select e.tenant_id, e.ingestion_id, e.id from ingestion_error e
                        where e.tenant_id in (select id from tenant where deleted_at is not null) limit :batch)
                    """,
                    """
                    delete from audit_entry where (tenant_id, id) in (
                        select a.tenant_id, a.id from audit_entry a
                        where a.tenant_id in (select id from tenant where deleted_at is not null) limit :batch)
                    """);

    private static final List<String> LAST =
            List.of(
                    """
                    delete from scan where tenant_id in (select id from tenant where deleted_at is not null)
                    """,
                    """
                    delete from tenant where deleted_at is not null
                    """);

    private final JdbcClient jdbc;

    TenantRemoval(@Qualifier("maint") DataSource maintenance) {
        this.jdbc = JdbcClient.create(maintenance);
    }

    @Override
    public String name() {
        return "tenant-deletion";
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(5);
    }

    @Override
    public String reason() {
        return "removes the rows of tenants that were deleted";
    }

    private static final String ANY =
            "select exists (select from tenant where deleted_at is not null)";

    @Override
    public void run() {
        if (!jdbc.sql(ANY).query(Boolean.class).single()) {
            return;
        }
        for (String batch : BATCHES) {
            int removed = BATCH;
            while (removed == BATCH) {
                removed = jdbc.sql(batch).param("batch", BATCH).update();
            }
        }
        LAST.forEach(statement -> jdbc.sql(statement).update());
    }
}
