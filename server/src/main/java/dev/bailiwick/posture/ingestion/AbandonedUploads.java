package dev.bailiwick.posture.ingestion;

import dev.bailiwick.posture.task.Batches;
import dev.bailiwick.posture.task.Maintenance;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

/**
 * Removes what dead processes were receiving, and what jobs that failed for good have written
 * without publishing it.
 */
@Component
final class AbandonedUploads implements Maintenance {

    private static final Logger log = LoggerFactory.getLogger(AbandonedUploads.class);

    private final JdbcClient jdbc;
    private final JdbcClient worker;
    private final IngestionProperties limits;

    AbandonedUploads(
            @Qualifier("maint") DataSource maintenance,
            @Qualifier("worker") DataSource worker,
            IngestionProperties limits) {
        this.jdbc = JdbcClient.create(maintenance);
        this.worker = JdbcClient.create(worker);
        this.limits = limits;
    }

    @Override
    public String name() {
        return "abandoned-uploads";
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(1);
    }

    @Override
    public String reason() {
        return "Remove uploads that broke off or failed, of all tenants";
    }

    /** The worker's role is told yes or no, and nothing of whom. */
    @Override
    public boolean isDue() {
        return worker.sql("select posture.has_abandoned_uploads(:seconds)")
                .param("seconds", limits.abandonedAfter().toSeconds())
                .query(Boolean.class)
                .single();
    }

    /** Not what a scan takes in that is being made: a database that was away hears no signs. */
    private static final String REMOVE_SILENT =
            """
            delete from ingestion i
            where i.status = 'receiving' and i.touched_at < now() - :seconds * interval '1 second'
              and not exists (select from scan s
                              join job j on j.tenant_id = s.tenant_id and j.id = s.job_id
                              where s.tenant_id = i.tenant_id and s.id = i.scan_id
                                and j.state in ('available', 'scheduled', 'executing'))
            """;

    /**
     * @param published whether all that it tells of findings is seen: scans are published together
     */
    private record Failed(UUID tenant, UUID ingestion, boolean published) {}

    /** The job is over without having ended its ingestion. */
    private static final String FAILED =
            """
            select i.tenant_id, i.id,
                   exists (select from scan s
                           where s.tenant_id = i.tenant_id and s.ingestion_id = i.id
                             and (s.published_at is not null or s.deleted_at is not null)) as published
            from ingestion i
            where i.status in ('pending', 'processing')
              and not exists (select from job j
                              where j.tenant_id = i.tenant_id and j.name = 'ingestion'
                                and j.args ->> 'ingestion_id' = cast(i.id as text)
                                and j.state in ('available', 'scheduled', 'executing'))
              and not exists (select from scan s
                              join job j on j.tenant_id = s.tenant_id and j.id = s.job_id
                              where s.tenant_id = i.tenant_id and s.id = i.scan_id
                                and j.state in ('available', 'scheduled', 'executing'))
            """;

    @Override
    public void run() {
        int silent =
                jdbc.sql(REMOVE_SILENT)
                        .param("seconds", limits.abandonedAfter().toSeconds())
                        .update();
        if (silent > 0) {
            log.info("Removed {} uploads that broke off", silent);
        }
        jdbc.sql(FAILED)
                .query(
                        (row, n) ->
                                new Failed(
                                        row.getObject("tenant_id", UUID.class),
                                        row.getObject("id", UUID.class),
                                        row.getBoolean("published")))
                .list()
                .forEach(this::end);
    }

    // of the failed ingestion's scans, none of which was ever seen; a batch at a time
    private static final String REMOVE_FINDINGS =
            """
            delete from finding f
            using (select f.tenant_id, f.id
                   from scan s
                   join finding f on f.tenant_id = s.tenant_id and f.scan_id = s.id
                   where s.tenant_id = :of_tenant and s.ingestion_id = :ingestion and s.published_at is null and s.deleted_at is null
                   limit :batch) gone
            where f.tenant_id = gone.tenant_id and f.id = gone.id
            """;

    private static final String REMOVE_RESOURCES =
            """
            delete from resource r
            using (select r.tenant_id, r.id
                   from scan s
                   join resource r on r.tenant_id = s.tenant_id and r.first_scan_id = s.id
                   where s.tenant_id = :of_tenant and s.ingestion_id = :ingestion and s.published_at is null and s.deleted_at is null
                   limit :batch) gone
            where r.tenant_id = gone.tenant_id and r.id = gone.id
            """;

    private static final String AWAIT_DELETIONS =
            """
            select p.id
            from provider p
            where p.tenant_id = :of_tenant
              and p.id in (select s.provider_id from scan s where s.tenant_id = :of_tenant and s.ingestion_id = :ingestion)
            order by p.id
            for share
            """;

    private static final List<String> REMOVE_REST =
            List.of(
                    """
                    delete from scan_breakdown b using scan s
                    where s.tenant_id = :of_tenant and s.ingestion_id = :ingestion and s.published_at is null and s.deleted_at is null
                      and b.tenant_id = s.tenant_id and b.scan_id = s.id
                    """,
                    """
                    delete from scan_count c using scan s
                    where s.tenant_id = :of_tenant and s.ingestion_id = :ingestion and s.published_at is null and s.deleted_at is null
                      and c.tenant_id = s.tenant_id and c.scan_id = s.id
                    """,
                    """
                    delete from scan_resource r using scan s
                    where s.tenant_id = :of_tenant and s.ingestion_id = :ingestion and s.published_at is null and s.deleted_at is null
                      and r.tenant_id = s.tenant_id and r.scan_id = s.id
                    """,
                    """
                    delete from resource_change c using scan s
                    where s.tenant_id = :of_tenant and s.ingestion_id = :ingestion and s.published_at is null and s.deleted_at is null
                      and c.tenant_id = s.tenant_id and c.scan_id = s.id
                    """,
                    """
                    delete from ingestion_chunk c where c.tenant_id = :of_tenant and c.ingestion_id = :ingestion
                    """,
                    """
                    update scan set state = 'failed', completed_at = now(), updated_at = now()
                    where tenant_id = :of_tenant and ingestion_id = :ingestion and published_at is null
                      and deleted_at is null and state <> 'cancelled'
                    """,
                    """
                    insert into ingestion_error (tenant_id, ingestion_id, reason)
                    values (:of_tenant, :ingestion, 'Writing the file failed; send it again')
                    """,
                    """
                    update ingestion
                    set status = 'failed', reason = 'Writing the file failed; send it again', processed = 0,
                        stored_bytes = 0, completed_at = now()
                    where tenant_id = :of_tenant and id = :ingestion and status in ('pending', 'processing')
                    """);

    /**
     * Of an ingestion that failed behind the publication, or whose scan was deleted before: what it
     * tells of findings stays.
     */
    private static final List<String> LEAVE =
            List.of(
                    """
                    delete from ingestion_chunk c where c.tenant_id = :of_tenant and c.ingestion_id = :ingestion
                    """,
                    """
                    delete from resource_change c using scan s
                    where s.tenant_id = :of_tenant and s.ingestion_id = :ingestion
                      and c.tenant_id = s.tenant_id and c.scan_id = s.id
                    """,
                    """
                    insert into ingestion_error (tenant_id, ingestion_id, reason)
                    values (:of_tenant, :ingestion, 'Some resources keep their earlier description; send the file again')
                    """,
                    """
                    update ingestion set status = 'completed', stored_bytes = 0, completed_at = now()
                    where tenant_id = :of_tenant and id = :ingestion and status in ('pending', 'processing')
                    """);

    /** What an ordered scan has taken in has no reader but the scan. */
    private static final String FORGET =
            """
            delete from ingestion where tenant_id = :of_tenant and id = :ingestion and scan_id is not null
            """;

    private void end(Failed failed) {
        if (failed.published()) {
            LEAVE.forEach(statement -> of(failed, statement).update());
            log.warn(
                    "Ingestion {} of tenant {} failed behind its publication",
                    failed.ingestion(),
                    failed.tenant());
        } else {
            remove(failed);
        }
        of(failed, FORGET).update();
    }

    private void remove(Failed failed) {
        removeAll(REMOVE_FINDINGS, failed);
        awaitDeletions(failed);
        removeAll(REMOVE_RESOURCES, failed);
        REMOVE_REST.forEach(statement -> of(failed, statement).update());
        log.warn("Ingestion {} of tenant {} failed", failed.ingestion(), failed.tenant());
    }

    private void removeAll(String statement, Failed failed) {
        Batches.all(most -> of(failed, statement).param("batch", most).update());
    }

    /**
     * Whoever deletes a scan has its provider locked, and leaves its resources to scans whose
     * findings it sees. From here on these scans have none, and are left nothing any more.
     */
    private void awaitDeletions(Failed failed) {
        var _ =
                of(failed, AWAIT_DELETIONS)
                        .query((row, n) -> row.getObject(1, UUID.class))
                        .list();
    }

    private JdbcClient.StatementSpec of(Failed failed, String statement) {
        return jdbc.sql(statement)
                .param("of_tenant", failed.tenant())
                .param("ingestion", failed.ingestion());
    }
}
