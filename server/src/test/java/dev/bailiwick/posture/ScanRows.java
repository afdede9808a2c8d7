package dev.bailiwick.posture;

import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.UUID;

/** Scans and what they saw, put straight into the database for one provider of one tenant. */
public final class ScanRows {

    private final JdbcClient sql;
    private final UUID tenant;
    private final UUID provider;

    public ScanRows(Tenancy tenant, String provider) {
        this.sql = tenant.server().sql();
        this.tenant = tenant.id();
        this.provider = UUID.fromString(provider);
    }

    private static final String SCAN =
            """
            insert into scan (tenant_id, provider_id, name, state, progress, unique_resource_count, duration,
                              started_at, completed_at, published_at)
            values (?, ?, ?, 'completed', 100, 2, 7, now() - interval '7 seconds', now(), now())
            returning id
            """;

    /** A published scan, the provider's latest. */
    public UUID published(String name) {
        UUID scan = sql.sql(SCAN).params(tenant, provider, name).query(UUID.class).single();
        sql.sql("update provider set latest_scan_id = ? where tenant_id = ? and id = ?")
                .params(scan, tenant, provider)
                .update();
        return scan;
    }

    private static final String EXECUTING =
            """
            insert into scan (tenant_id, provider_id, name, state, progress, started_at)
            values (?, ?, ?, 'executing', 40, now())
            returning id
            """;

    /** A scan that is under way. */
    public UUID executing(String name) {
        return sql.sql(EXECUTING).params(tenant, provider, name).query(UUID.class).single();
    }

    private static final String METADATA =
            """
            insert into check_metadata (tenant_id, content_hash, check_id, metadata)
            values (:tenant, sha256(uuid_send(:scan)), 'orchard_fence_closed', '{}')
            """;

    private static final String RESOURCES =
            """
            insert into resource (tenant_id, provider_id, first_scan_id, uid, name, region, service, type)
            select :tenant, :provider, :scan, 'tree/' || n, 'tree', 'north', 'orchard', 'Tree'
            from generate_series(1, :resources) n
            """;

    private static final String TAGS =
            """
            insert into resource_tag (tenant_id, provider_id, resource_id, key, value)
            select tenant_id, provider_id, id, 'row', '7' from resource where first_scan_id = :scan
            """;

    private static final String SEEN =
            """
            insert into scan_resource (tenant_id, scan_id, resource_id, provider_id)
            select tenant_id, :scan, id, provider_id from resource where first_scan_id = :scan
            """;

    private static final String FINDINGS =
            """
            insert into finding (tenant_id, scan_id, provider_id, resource_id, check_metadata_id, uid_hash, first_seen_at,
                                 status, severity, delta, uid, check_id, service, region, resource_type, status_extended)
            select r.tenant_id, :scan, r.provider_id, r.id, m.id, n, now(),
                   0, 2, 1, r.uid || '/' || n, m.check_id, r.service, r.region, r.type, 'The fence is open.'
            from resource r, check_metadata m, generate_series(1, :each) n
            where r.first_scan_id = :scan and m.content_hash = sha256(uuid_send(:scan))
            """;

    private static final String ROLLUPS =
            """
            with counted as (
                insert into scan_count (tenant_id, scan_id, provider_id, status, severity, delta, muted, findings)
                values (:tenant, :scan, :provider, 0, 2, 1, false, :resources * :each))
            insert into scan_breakdown (tenant_id, scan_id, provider_id, check_metadata_id, check_id, service, region,
                                        resource_type, status, severity, delta, muted, findings)
            select :tenant, :scan, :provider, m.id, m.check_id, 'orchard', 'north', 'Tree', 0, 2, 1, false, :resources * :each
            from check_metadata m where m.content_hash = sha256(uuid_send(:scan))
            """;

    /** Fills a scan with that many new resources and that many findings of each. */
    public void fill(UUID scan, int resources, int each) {
        for (String statement : new String[] {METADATA, RESOURCES, TAGS, SEEN, FINDINGS, ROLLUPS}) {
            sql.sql(statement)
                    .param("tenant", tenant)
                    .param("provider", provider)
                    .param("scan", scan)
                    .param("resources", resources)
                    .param("each", each)
                    .update();
        }
    }

    /** How many rows a table has of the provider. */
    public long count(String table) {
        String key = table.equals("provider") ? "id" : "provider_id";
        return sql.sql("select count(*) from " + table + " where " + key + " = ?")
                .param(provider)
                .query(Long.class)
                .single();
    }
}
