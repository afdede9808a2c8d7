package dev.bailiwick.posture.ingestion.writing;

import dev.bailiwick.posture.provider.Providers;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.List;
import java.util.UUID;

/** Brings resources up to what a published scan says of them; a batch at a time. */
@Component
final class ResourceChanges {

    private static final int BATCH = 1_000;

    private final JdbcClient jdbc;
    private final Providers providers;

    ResourceChanges(JdbcClient jdbc, Providers providers) {
        this.jdbc = jdbc;
        this.providers = providers;
    }

    private static final String NEXT =
            """
            select resource_id from resource_change
            where scan_id = :scan and exists (select from scan s where s.id = :scan and s.deleted_at is null)
            order by resource_id limit :batch
            """;

    private static final List<String> APPLY =
            List.of(
                    """
                    update resource r
                    set name = c.name, region = c.region, service = c.service, type = c.type, partition = c.partition,
                        details = c.details, metadata = c.metadata, groups = c.groups, tags = c.tags, updated_at = now()
                    from resource_change c
                    where c.scan_id = :scan and c.resource_id = any (cast(:resources as uuid[]))
                      and r.id = c.resource_id
                    """,
                    """
                    delete from resource_tag where resource_id = any (cast(:resources as uuid[]))
                    """,
                    """
                    insert into resource_tag (provider_id, resource_id, key, value)
                    select c.provider_id, c.resource_id, tag.key, tag.value
                    from resource_change c, jsonb_each_text(c.tags) as tag
                    where c.scan_id = :scan and c.resource_id = any (cast(:resources as uuid[]))
                    """,
                    """
                    delete from resource_change
                    where scan_id = :scan and resource_id = any (cast(:resources as uuid[]))
                    """);

    private static final String FORGET_COUNTS = "select forget_counts()";

    /**
     * Applies some of what the scan changes, in the transaction of the caller. Resources of a
     * provider that was deleted meanwhile are going anyway.
     *
     * @return whether there may be more
     */
    boolean apply(Target target) {
        if (!providers.hold(target.provider())) {
            return false;
        }
        UUID scan = target.scan();
        List<UUID> resources =
                jdbc.sql(NEXT)
                        .param("scan", scan)
                        .param("batch", BATCH)
                        .query((row, n) -> row.getObject("resource_id", UUID.class))
                        .list();
        if (resources.isEmpty()) {
            return false;
        }
        for (String statement : APPLY) {
            jdbc.sql(statement)
                    .param("scan", scan)
                    .param(
                            "resources",
                            resources.stream().map(UUID::toString).toArray(String[]::new))
                    .update();
        }
        jdbc.sql(FORGET_COUNTS).query().singleRow();
        return resources.size() == BATCH;
    }
}
