package dev.bailiwick.posture.ingestion;

import dev.bailiwick.posture.task.housekeeping.Maintenance;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.UUID;

import javax.sql.DataSource;

/**
 * Removes what dead processes were receiving, and ends what jobs that failed for good have left.
 */
@Component
final class AbandonedUploads implements Maintenance {

    private static final Logger log = LoggerFactory.getLogger(AbandonedUploads.class);

    private final JdbcClient jdbc;
    private final JdbcClient worker;
    private final IngestionProperties limits;
    private final FailedUploads failed;

    AbandonedUploads(
            @Qualifier("maint") DataSource maintenance,
            @Qualifier("worker") DataSource worker,
            IngestionProperties limits,
            FailedUploads failed) {
        this.jdbc = JdbcClient.create(maintenance);
        this.worker = JdbcClient.create(worker);
        this.limits = limits;
        this.failed = failed;
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
            where i.status = 'receiving' and i.touched_at < now() - :seconds * interval '1 second' and not is_worked_on(i)
            """;

    /** The job is over without having ended its ingestion. */
    private static final String FAILED =
            """
            select i.tenant_id, i.id,
                   exists (select from scan s
                           where s.tenant_id = i.tenant_id and s.ingestion_id = i.id
                             and (s.published_at is not null or s.deleted_at is not null)) as published
            from ingestion i
            where i.status in ('pending', 'processing') and not is_worked_on(i)
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
                                new FailedUploads.Failed(
                                        row.getObject("tenant_id", UUID.class),
                                        row.getObject("id", UUID.class),
                                        row.getBoolean("published")))
                .list()
                .forEach(failed::end);
    }
}
