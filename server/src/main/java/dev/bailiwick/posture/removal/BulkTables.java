package dev.bailiwick.posture.removal;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Stream;

/**
 * The tables that hold so many rows that these go in batches, and how a batch of them is found. A
 * table that is not here is small: its rows go with the scan, the resource, the upload, the
 * provider or the tenant that they are of.
 */
final class BulkTables {

    /**
     * Each statement takes {@code :batch} rows at the most, by the primary key, since that is what
     * every table has, however it is stored.
     *
     * @param ofScan those of the scan {@code :owner}; null if they may be other scans' too
     * @param ofProvider those of the provider {@code :owner}; null if they are of its scans
     * @param ofTenants those of all tenants that are deleted, for maintenance
     */
    record BulkTable(
            String name, @Nullable String ofScan, @Nullable String ofProvider, String ofTenants) {}

    private BulkTables() {}

    private static final BulkTable FINDING =
            new BulkTable(
                    "finding",
                    """
                    delete from finding where id = any (array(
                        select id from finding where scan_id = :owner limit :batch))
                    """,
                    null,
                    """
                    delete from finding where (tenant_id, id) in (
                        select f.tenant_id, f.id from finding f
                        where f.tenant_id in (select id from tenant where deleted_at is not null) limit :batch)
                    """);

    private static final BulkTable SCAN_RESOURCE =
            new BulkTable(
                    "scan_resource",
                    """
                    delete from scan_resource where (tenant_id, scan_id, resource_id) in (
                        select tenant_id, scan_id, resource_id from scan_resource where scan_id = :owner limit :batch)
                    """,
                    null,
                    """
                    delete from scan_resource where (tenant_id, scan_id, resource_id) in (
                        select r.tenant_id, r.scan_id, r.resource_id from scan_resource r
                        where r.tenant_id in (select id from tenant where deleted_at is not null) limit :batch)
                    """);

    private static final BulkTable RESOURCE_CHANGE =
            new BulkTable(
                    "resource_change",
                    """
                    delete from resource_change where (tenant_id, scan_id, resource_id) in (
                        select tenant_id, scan_id, resource_id from resource_change where scan_id = :owner limit :batch)
                    """,
                    null,
                    """
                    delete from resource_change where (tenant_id, scan_id, resource_id) in (
                        select c.tenant_id, c.scan_id, c.resource_id from resource_change c
                        where c.tenant_id in (select id from tenant where deleted_at is not null) limit :batch)
                    """);

    private static final BulkTable SCAN_BREAKDOWN =
            new BulkTable(
                    "scan_breakdown",
                    """
                    delete from scan_breakdown
                    where (tenant_id, scan_id, check_metadata_id, region, service, resource_type, status, severity, delta, muted) in (
                        select tenant_id, scan_id, check_metadata_id, region, service, resource_type, status, severity, delta, muted
                        from scan_breakdown where scan_id = :owner limit :batch)
                    """,
                    null,
                    """
                    delete from scan_breakdown
                    where (tenant_id, scan_id, check_metadata_id, region, service, resource_type, status, severity, delta, muted) in (
                        select b.tenant_id, b.scan_id, b.check_metadata_id, b.region, b.service, b.resource_type, b.status, b.severity,
                               b.delta, b.muted
                        from scan_breakdown b
                        where b.tenant_id in (select id from tenant where deleted_at is not null) limit :batch)
                    """);

    private static final BulkTable RESOURCE_TAG =
            new BulkTable(
                    "resource_tag",
                    null,
                    """
                    delete from resource_tag where (tenant_id, resource_id, key) in (
                        select tag.tenant_id, tag.resource_id, tag.key
                        from resource r join resource_tag tag on tag.tenant_id = r.tenant_id and tag.resource_id = r.id
                        where r.provider_id = :owner limit :batch)
                    """,
                    """
                    delete from resource_tag where (tenant_id, resource_id, key) in (
                        select t.tenant_id, t.resource_id, t.key from resource_tag t
                        where t.tenant_id in (select id from tenant where deleted_at is not null) limit :batch)
                    """);

    private static final BulkTable RESOURCE =
            new BulkTable(
                    "resource",
                    null,
                    """
                    delete from resource where id = any (array(
                        select id from resource where provider_id = :owner limit :batch))
                    """,
                    """
                    delete from resource where (tenant_id, id) in (
                        select r.tenant_id, r.id from resource r
                        where r.tenant_id in (select id from tenant where deleted_at is not null) limit :batch)
                    """);

    private static final BulkTable INGESTION_CHUNK =
            new BulkTable(
                    "ingestion_chunk",
                    null,
                    null,
                    """
                    delete from ingestion_chunk where (tenant_id, ingestion_id, seq) in (
                        select c.tenant_id, c.ingestion_id, c.seq from ingestion_chunk c
                        where c.tenant_id in (select id from tenant where deleted_at is not null) limit :batch)
                    """);

    private static final BulkTable INGESTION_ERROR =
            new BulkTable(
                    "ingestion_error",
                    null,
                    null,
                    """
                    delete from ingestion_error where (tenant_id, ingestion_id, id) in (
                        select e.tenant_id, e.ingestion_id, e.id from ingestion_error e
                        where e.tenant_id in (select id from tenant where deleted_at is not null) limit :batch)
                    """);

    private static final BulkTable AUDIT_ENTRY =
            new BulkTable(
                    "audit_entry",
                    null,
                    null,
                    """
                    delete from audit_entry where (tenant_id, id) in (
                        select a.tenant_id, a.id from audit_entry a
                        where a.tenant_id in (select id from tenant where deleted_at is not null) limit :batch)
                    """);

    static final List<BulkTable> CHILDREN_FIRST =
            List.of(
                    FINDING,
                    SCAN_RESOURCE,
                    RESOURCE_CHANGE,
                    SCAN_BREAKDOWN,
                    RESOURCE_TAG,
                    RESOURCE,
                    INGESTION_CHUNK,
                    INGESTION_ERROR,
                    AUDIT_ENTRY);

    /** What a scan found. */
    static List<String> ofScan() {
        return CHILDREN_FIRST.stream().map(BulkTable::ofScan).flatMap(Stream::ofNullable).toList();
    }

    /** What a provider has beside what its scans found. */
    static List<String> ofProvider() {
        return CHILDREN_FIRST.stream()
                .map(BulkTable::ofProvider)
                .flatMap(Stream::ofNullable)
                .toList();
    }

    /** What deleted tenants have. */
    static List<String> ofTenants() {
        return CHILDREN_FIRST.stream().map(BulkTable::ofTenants).toList();
    }
}
