package dev.bailiwick.posture.retention;

import dev.bailiwick.posture.provider.ProviderScan;
import dev.bailiwick.posture.scan.deletion.HiddenScans;
import dev.bailiwick.posture.task.job.JobId;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** Deletes what a tenant keeps no longer. Every method is a part of its caller's transaction. */
@Component
final class OldScans {

    private final JdbcClient jdbc;
    private final HiddenScans hidden;
    private final Retention retention;

    OldScans(JdbcClient jdbc, HiddenScans hidden, Retention retention) {
        this.jdbc = jdbc;
        this.hidden = hidden;
        this.retention = retention;
    }

    /**
     * Takes a scan whose rows are this job's to remove from then on: one that is hidden and that it
     * has begun with, or whose own job has failed; else it hides the oldest that is kept no longer,
     * and calls off what was still to be worked out of it.
     */
    Optional<ProviderScan> takeNext(JobId job) {
        return begun(job).or(() -> old(job));
    }

    private static final String BEGUN =
            """
            select s.provider_id, s.id
            from scan s
            where s.deleted_at is not null
              and not exists (select from job j
                              where j.id = s.job_id and j.id <> :job and j.state in ('available', 'scheduled', 'executing'))
              and s.provider_id in (select p.id from provider p where p.deleted_at is null)
            order by s.id
            limit 1
            """;

    private Optional<ProviderScan> begun(JobId job) {
        return jdbc.sql(BEGUN).param("job", job.value()).query((row, n) -> row(row)).optional();
    }

    private static ProviderScan row(ResultSet row) throws SQLException {
        return new ProviderScan(
                row.getObject("provider_id", UUID.class), row.getObject("id", UUID.class));
    }

    // of those that were not published, or of a part alone, those go that lie behind as many whole
    // ones
    private static final String OLD =
            """
            select provider_id, id
            from (select s.provider_id, s.id, s.completed_at, coalesce(s.id = p.latest_scan_id, false) as latest,
                         count(s.published_at) filter (where not s.partial) over (
                             partition by s.provider_id order by coalesce(s.published_at, s.completed_at) desc, s.id desc
                             rows between unbounded preceding and 1 preceding) as newer
                  from scan s
                  join provider p on p.id = s.provider_id and p.deleted_at is null
                  where s.deleted_at is null and s.state in ('completed', 'failed', 'cancelled')) over_with
            where not latest
              and (completed_at < now() - cast(:days as integer) * interval '1 day' or newer >= cast(:scans as integer))
            order by completed_at, id
            limit 1
            """;

    private Optional<ProviderScan> old(JobId job) {
        Retention.Limits limits = retention.limits();
        return jdbc.sql(OLD)
                .param("days", limits.days())
                .param("scans", limits.scans())
                .query((row, n) -> row(row))
                .optional()
                .filter(old -> hide(old, job));
    }

    /** False, and nothing is changed, if it was deleted in between, or has become the latest. */
    private boolean hide(ProviderScan old, JobId job) {
        return hidden.hide(old, () -> isLatest(old) ? Optional.empty() : Optional.of(job))
                .isPresent();
    }

    private static final String IS_LATEST =
            """
            select exists (select from provider p where p.id = :provider and p.latest_scan_id = :scan)
            """;

    /** Another may have been deleted in between, which makes this one the latest. */
    private boolean isLatest(ProviderScan old) {
        return jdbc.sql(IS_LATEST)
                .param("provider", old.provider())
                .param("scan", old.scan())
                .query(Boolean.class)
                .single();
    }
}
