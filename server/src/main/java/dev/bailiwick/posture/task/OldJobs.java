package dev.bailiwick.posture.task;

import dev.bailiwick.posture.task.engine.JobProperties;
import dev.bailiwick.posture.task.housekeeping.Batches;
import dev.bailiwick.posture.task.housekeeping.Maintenance;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.time.Duration;

import javax.sql.DataSource;

/**
 * Removes jobs some time after their end, and with them the last that keeps the number of a
 * provider that is gone. One that others still wait for stays.
 */
@Component
final class OldJobs implements Maintenance {

    private static final Logger log = LoggerFactory.getLogger(OldJobs.class);

    private static final String REMOVE =
            """
            delete from job j
            using (select o.tenant_id, o.id from job o
                   where o.completed_at < now() - :seconds * interval '1 second'
                     and o.state in ('completed', 'failed', 'cancelled')
                     and not exists (select from job_need n
                                     join job w on w.tenant_id = n.tenant_id and w.id = n.job_id
                                     where n.tenant_id = o.tenant_id and n.needs_id = o.id and w.state = 'scheduled')
                   limit :batch) old
            where j.tenant_id = old.tenant_id and j.id = old.id
            """;

    private final JdbcClient jdbc;
    private final JobProperties settings;

    OldJobs(@Qualifier("maint") DataSource maintenance, JobProperties settings) {
        this.jdbc = JdbcClient.create(maintenance);
        this.settings = settings;
    }

    @Override
    public String name() {
        return "old-jobs";
    }

    @Override
    public Duration every() {
        return Duration.ofHours(1);
    }

    @Override
    public String reason() {
        return "Remove tasks that ended long ago, of all tenants";
    }

    @Override
    public void run() {
        long all =
                Batches.all(
                        most ->
                                jdbc.sql(REMOVE)
                                        .param("seconds", settings.keep().toSeconds())
                                        .param("batch", most)
                                        .update());
        if (all > 0) {
            log.info("Removed {} tasks that ended long ago", all);
        }
    }
}
