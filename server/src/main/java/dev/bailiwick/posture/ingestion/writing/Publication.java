package dev.bailiwick.posture.ingestion.writing;

import dev.bailiwick.posture.provider.ProviderScan;
import dev.bailiwick.posture.summary.AfterScan;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.List;
import java.util.UUID;

/** Sums a written scan up, unseen; then makes it seen at once. */
@Component
final class Publication {

    private final JdbcClient jdbc;
    private final AfterScan after;

    Publication(JdbcClient jdbc, AfterScan after) {
        this.jdbc = jdbc;
        this.after = after;
    }

    private static final List<String> SUM_UP =
            List.of(
                    "delete from scan_breakdown where scan_id = :scan",
                    "delete from scan_count where scan_id = :scan",
                    "delete from scan_resource where scan_id = :scan",
                    """
                    insert into scan_breakdown (scan_id, provider_id, check_metadata_id, check_id, service, region,
                                                resource_type, status, severity, delta, muted, findings)
                    select scan_id, provider_id, check_metadata_id, check_id, service, region,
                           resource_type, status, severity, delta, muted, count(*)
                    from finding
                    where scan_id = :scan
                    group by scan_id, provider_id, check_metadata_id, check_id, service, region,
                             resource_type, status, severity, delta, muted
                    """,
                    """
                    insert into scan_count (scan_id, provider_id, status, severity, delta, muted, findings)
                    select scan_id, provider_id, status, severity, delta, muted, sum(findings)
                    from scan_breakdown
                    where scan_id = :scan
                    group by scan_id, provider_id, status, severity, delta, muted
                    """,
                    """
                    insert into scan_resource (scan_id, resource_id, provider_id, failed_findings_count)
                    select scan_id, resource_id, provider_id, count(*) filter (where status = 0 and not muted)
                    from finding
                    where scan_id = :scan
                    group by scan_id, resource_id, provider_id
                    """,
                    """
                    update scan
                    set finding_count = (select coalesce(sum(findings), 0) from scan_count where scan_id = :scan),
                        unique_resource_count = (select count(*) from scan_resource where scan_id = :scan),
                        services = array(select distinct service from scan_breakdown
                                         where scan_id = :scan and service <> '' order by 1),
                        regions = array(select distinct region from scan_breakdown
                                        where scan_id = :scan and region <> '' order by 1),
                        resource_types = array(select distinct resource_type from scan_breakdown
                                               where scan_id = :scan and resource_type <> '' order by 1),
                        categories = array(select distinct category
                                           from check_metadata c, unnest(c.categories) as category
                                           where c.id in (select check_metadata_id from scan_breakdown
                                                          where scan_id = :scan)
                                           order by 1),
                        resource_groups = array(select distinct resource_groups from check_metadata c
                                                where c.resource_groups <> ''
                                                  and c.id in (select check_metadata_id from scan_breakdown
                                                               where scan_id = :scan)
                                                order by 1),
                        updated_at = now()
                    where id = :scan
                    """);

    /** Writes all that is counted for {@code scan}; again gives the same. */
    void sumUp(UUID scan) {
        for (String statement : SUM_UP) {
            jdbc.sql(statement).param("scan", scan).update();
        }
    }

    /**
     * A provider that is gone takes its scans along, and they are never seen. Which one is the
     * latest is what {@code latest_scan} says, told without a look at the others: this one is
     * younger than all of them.
     */
    private static final String PUBLISH =
            """
            with seen as (
                update provider p
                set latest_scan_id = case when s.partial and exists (
                                              select from scan whole
                                              where whole.id = p.latest_scan_id and not whole.partial)
                                     then p.latest_scan_id else s.id end
                from scan s
                where s.ingestion_id = :ingestion and s.published_at is null and s.deleted_at is null
                  and p.id = s.provider_id and p.deleted_at is null
                returning s.id
            )
            update scan
            set state = 'completed', progress = 100, published_at = now(), completed_at = now(), updated_at = now(),
                duration = cast(extract(epoch from now() - started_at) as integer)
            where id in (select id from seen)
            returning provider_id, id
            """;

    private static final String FORGET_COUNTS = "select forget_counts()";

    /**
     * Makes all scans of {@code ingestion} seen, and asks for what is worked out of them; takes the
     * same time whatever their size.
     *
     * @return how many
     */
    int publish(UUID ingestion) {
        List<ProviderScan> scans =
                jdbc.sql(PUBLISH)
                        .param("ingestion", ingestion)
                        .query(
                                (row, n) ->
                                        new ProviderScan(
                                                row.getObject("provider_id", UUID.class),
                                                row.getObject("id", UUID.class)))
                        .list();
        scans.forEach(after::begin);
        jdbc.sql(FORGET_COUNTS).query().singleRow();
        return scans.size();
    }
}
