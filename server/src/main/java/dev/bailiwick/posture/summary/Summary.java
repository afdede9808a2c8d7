package dev.bailiwick.posture.summary;

/** What is counted of a published scan beside its rollups; again gives the same. */
enum Summary {
    ATTACK_SURFACES(
            "scan-attack-surface-overviews",
            "scan_attack_surface",
            "attack_surface, total_findings, failed_findings, muted_failed_findings",
            """
            select b.scan_id, b.provider_id, surface.name as attack_surface,
                   coalesce(sum(b.findings) filter (where not b.muted), 0) as total_findings,
                   coalesce(sum(b.findings) filter (where b.status = 0 and not b.muted), 0) as failed_findings,
                   coalesce(sum(b.findings) filter (where b.status = 0 and b.muted), 0) as muted_failed_findings
            from scan_breakdown b
            join check_metadata m on m.id = b.check_metadata_id
            cross join lateral (
                select 'internet-exposed' as name where 'internet-exposed' = any (m.categories)
                union all
                select 'secrets' where 'secrets' = any (m.categories)
                union all
                select 'privilege-escalation'
                where b.check_id in ('iam_policy_allows_privilege_escalation',
                                     'iam_inline_policy_allows_privilege_escalation')
                union all
                select 'ec2-imdsv1' where b.check_id = 'ec2_instance_imdsv2_enabled') surface
            where b.scan_id = any (:scans)
            group by b.scan_id, b.provider_id, surface.name
            """),
    CATEGORIES(
            "scan-category-summaries",
            "scan_category",
            "category, severity, total_findings, failed_findings, new_failed_findings",
            """
            select b.scan_id, b.provider_id, categories.category, b.severity, sum(b.findings) as total_findings,
                   coalesce(sum(b.findings) filter (where b.status = 0), 0) as failed_findings,
                   coalesce(sum(b.findings) filter (where b.status = 0 and b.delta = 1), 0) as new_failed_findings
            from scan_breakdown b
            join check_metadata m on m.id = b.check_metadata_id
            cross join lateral (select distinct %s as category from unnest(m.categories) word) categories
            where b.scan_id = any (:scans) and not b.muted
            group by b.scan_id, b.provider_id, categories.category, b.severity
            """
                    .formatted(name("word"))),
    RESOURCE_GROUPS(
            "scan-resource-group-summaries",
            "scan_resource_group",
            "resource_group, severity, total_findings, failed_findings, new_failed_findings,"
                    + " resources_count",
            """
            select b.scan_id, b.provider_id, seen.resource_group, b.severity,
                   sum(b.findings) as total_findings,
                   coalesce(sum(b.findings) filter (where b.status = 0), 0) as failed_findings,
                   coalesce(sum(b.findings) filter (where b.status = 0 and b.delta = 1), 0) as new_failed_findings,
                   min(seen.resources) as resources_count
            from scan_breakdown b
            join check_metadata m on m.id = b.check_metadata_id
            join (select f.scan_id, %1$s as resource_group, count(distinct f.resource_id) as resources
                  from finding f join check_metadata c on c.id = f.check_metadata_id
                  where f.scan_id = any (:scans) and not f.muted
                  group by 1, 2) seen
              on seen.scan_id = b.scan_id and seen.resource_group = %2$s
            where b.scan_id = any (:scans) and not b.muted and m.resource_groups <> ''
            group by b.scan_id, b.provider_id, seen.resource_group, b.severity
            """
                    .formatted(name("c.resource_groups"), name("m.resource_groups")));

    private final String task;
    private final String table;
    private final String columns;
    private final String counted;

    Summary(String task, String table, String columns, String counted) {
        this.task = task;
        this.table = table;
        this.columns = columns;
        this.counted = counted;
    }

    /**
     * A word as an index holds it. Uploads bring none that is longer, but there may be some that
     * were stored before: these are counted by their beginnings.
     */
    private static String name(String word) {
        return "case when octet_length(%1$s) > 500 then left(%1$s, 120) || '…' else %1$s end"
                .formatted(word);
    }

    /** The name of the jobs that work it out. */
    String task() {
        return task;
    }

    /** Removes what is kept of {@code :scans}. */
    String forget() {
        return "delete from " + table + " where scan_id = any (:scans)";
    }

    /** Keeps it of {@code :scans}. */
    String write() {
        return "insert into %s (scan_id, provider_id, %s)\n%s".formatted(table, columns, counted);
    }

    /** Reads it: of {@code :kept} as it is kept, of {@code :scans} as it will be. */
    String read() {
        return """
        select scan_id, %2$s from %1$s where scan_id = any (:kept)
        union all
        select scan_id, %2$s from (%3$s) counted
        """
                .formatted(table, columns, counted);
    }
}
