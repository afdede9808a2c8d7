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
     * @param key its columns
     * @param ofScan those of the scan {@code :owner}; null if they may be other scans' too
     * @param ofProvider those of the provider {@code :owner}; null if they are of its scans
     */
    record BulkTable(
            String name, String key, @Nullable String ofScan, @Nullable String ofProvider) {

        private static BulkTable ofScans(String name, String key, String ofScan) {
            return new BulkTable(name, key, ofScan, null);
        }

        private static BulkTable ofProviders(String name, String key, String ofProvider) {
            return new BulkTable(name, key, null, ofProvider);
        }

        private static BulkTable ofTenantsOnly(String name, String key) {
            return new BulkTable(name, key, null, null);
        }

        /** Those of all tenants that are deleted, for maintenance. */
        String ofTenants() {
            return """
            delete from %s where (%s) in (
                select %s from %s
                where tenant_id in (select id from tenant where deleted_at is not null) limit :batch)
            """
                    .formatted(name, key, key, name);
        }
    }

    private BulkTables() {}

    private static final BulkTable FINDING =
            BulkTable.ofScans(
                    "finding",
                    "tenant_id, id",
                    """
                    delete from finding where id = any (array(
                        select id from finding where scan_id = :owner limit :batch))
                    """);

    private static final BulkTable SCAN_RESOURCE =
            BulkTable.ofScans(
                    "scan_resource",
                    "tenant_id, scan_id, resource_id",
                    """
                    delete from scan_resource where (tenant_id, scan_id, resource_id) in (
                        select tenant_id, scan_id, resource_id from scan_resource where scan_id = :owner limit :batch)
                    """);

    private static final BulkTable RESOURCE_CHANGE =
            BulkTable.ofScans(
                    "resource_change",
                    "tenant_id, scan_id, resource_id",
                    """
                    delete from resource_change where (tenant_id, scan_id, resource_id) in (
                        select tenant_id, scan_id, resource_id from resource_change where scan_id = :owner limit :batch)
                    """);

    private static final BulkTable SCAN_BREAKDOWN =
            BulkTable.ofScans(
                    "scan_breakdown",
                    "tenant_id, scan_id, check_metadata_id, region, service, resource_type, status,"
                            + " severity, delta, muted",
                    """
                    delete from scan_breakdown
                    where (tenant_id, scan_id, check_metadata_id, region, service, resource_type, status, severity, delta, muted) in (
                        select tenant_id, scan_id, check_metadata_id, region, service, resource_type, status, severity, delta, muted
                        from scan_breakdown where scan_id = :owner limit :batch)
                    """);

    private static final BulkTable RESOURCE_TAG =
            BulkTable.ofProviders(
                    "resource_tag",
                    "tenant_id, resource_id, key",
                    """
                    delete from resource_tag where (tenant_id, resource_id, key) in (
                        select tag.tenant_id, tag.resource_id, tag.key
                        from resource r join resource_tag tag on tag.tenant_id = r.tenant_id and tag.resource_id = r.id
                        where r.provider_id = :owner limit :batch)
                    """);

    private static final BulkTable RESOURCE =
            BulkTable.ofProviders(
                    "resource",
                    "tenant_id, id",
                    """
                    delete from resource where id = any (array(
                        select id from resource where provider_id = :owner limit :batch))
                    """);

    private static final BulkTable INGESTION_CHUNK =
            BulkTable.ofTenantsOnly("ingestion_chunk", "tenant_id, ingestion_id, seq");

    private static final BulkTable INGESTION_ERROR =
            BulkTable.ofTenantsOnly("ingestion_error", "tenant_id, ingestion_id, id");

    private static final BulkTable AUDIT_ENTRY =
            BulkTable.ofTenantsOnly("audit_entry", "tenant_id, id");

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
