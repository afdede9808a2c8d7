package dev.bailiwick.posture.scan.deletion;

import dev.bailiwick.posture.provider.ProviderScan;
import dev.bailiwick.posture.provider.Providers;
import dev.bailiwick.posture.summary.AfterScan;
import dev.bailiwick.posture.task.Jobs;
import dev.bailiwick.posture.task.job.JobId;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Scans that are there and that nobody sees any more. Every method is a part of its caller's
 * transaction.
 */
@Component
public final class HiddenScans {

    private final JdbcClient jdbc;
    private final Providers providers;
    private final Jobs jobs;

    HiddenScans(JdbcClient jdbc, Providers providers, Jobs jobs) {
        this.jdbc = jdbc;
        this.providers = providers;
        this.jobs = jobs;
    }

    private static final String SUMMARIES =
            """
            select id from job
            where provider_id = :provider and name = any (:names) and args ->> :argument = cast(:scan as text)
              and state in ('available', 'scheduled', 'executing')
            order by id
            for no key update
            """;

    /** Locks what is still to be worked out of the scan. */
    private List<JobId> lockSummaries(ProviderScan scan) {
        return jdbc.sql(SUMMARIES)
                .param("provider", scan.provider())
                .param("names", AfterScan.names())
                .param("argument", ProviderScan.SCAN)
                .param("scan", scan.scan())
                .query((row, n) -> new JobId(row.getObject(1, UUID.class)))
                .list();
    }

    // what is not published is seen by nobody: that is what all who read findings ask
    private static final String HIDE =
            """
            update scan set deleted_at = now(), published_at = null, job_id = :job, updated_at = now()
            where id = :scan and deleted_at is null
            """;

    private static final String BEFORE =
            """
            update provider p
            set latest_scan_id = (select before.id from latest_scan(p.id, 'infinity') before)
            where p.id = :provider and p.latest_scan_id = :scan
            """;

    private static final String FORGET_COUNTS = "select forget_counts()";

    /**
     * Hides a scan; the one before it is the latest then. Calls off its summaries, of which those
     * that wait for one that has failed would wait for ever.
     *
     * @param removal the job that takes its rows away, told once nobody else can change what is
     *     known of the provider's scans; empty if the scan stays after all
     * @return that job; empty, and nothing is changed, also if somebody else has hidden it, or its
     *     provider
     */
    public Optional<JobId> hide(ProviderScan scan, Supplier<Optional<JobId>> removal) {
        // in front of the provider, as jobs that run lock them
        List<JobId> summaries = lockSummaries(scan);
        return providers.lock(scan.provider())
                ? removal.get().filter(job -> hide(scan, job, summaries))
                : Optional.empty();
    }

    private boolean hide(ProviderScan scan, JobId removal, List<JobId> summaries) {
        int rows = jdbc.sql(HIDE).param("scan", scan.scan()).param("job", removal.value()).update();
        if (rows == 0) {
            return false;
        }
        summaries.forEach(job -> jobs.cancel(job, "The scan was deleted."));
        jdbc.sql(BEFORE).param("provider", scan.provider()).param("scan", scan.scan()).update();
        jdbc.sql(FORGET_COUNTS).query().singleRow();
        return true;
    }
}
