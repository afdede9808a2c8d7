package dev.bailiwick.posture.scan.deletion;

import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.provider.ProviderScan;
import dev.bailiwick.posture.scan.making.ScanningJobs;
import dev.bailiwick.posture.summary.DailySeverities;
import dev.bailiwick.posture.task.Jobs;
import dev.bailiwick.posture.task.job.JobId;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The first half of deleting a scan: from here on nobody sees anything of it. */
@Component
public final class ScanDeletion {

    /** The name of the job that is the second half: the task that clients are told of. */
    public static final String JOB = "scan-deletion";

    private static final Set<String> OVER = Set.of("completed", "failed", "cancelled");

    private final JdbcClient jdbc;
    private final HiddenScans hidden;
    private final DailySeverities severities;
    private final Jobs jobs;

    ScanDeletion(JdbcClient jdbc, HiddenScans hidden, DailySeverities severities, Jobs jobs) {
        this.jdbc = jdbc;
        this.hidden = hidden;
        this.severities = severities;
        this.jobs = jobs;
    }

    private record Row(UUID provider, @Nullable UUID job) {}

    private static final String FIND =
            """
            select provider_id, job_id from scan
            where id = :scan and deleted_at is null
              and provider_id in (select p.id from provider p where p.deleted_at is null)
            """;

    // the job in front of the provider and the scan, as by those that run
    private static final String LOCK_JOB =
            """
            select name from job where id = :job for no key update
            """;

    private static final String LOCK =
            """
            select state from scan where id = :scan and deleted_at is null for no key update
            """;

    /**
     * Hides the scan, cancels it if it is not over, and asks for its rows to be removed. Needs a
     * transaction.
     *
     * @throws ApiException 404 if there is none, 409 while an upload is written under it
     */
    public JobId ask(UUID scan) {
        Row row =
                jdbc.sql(FIND)
                        .param("scan", scan)
                        .query(
                                (found, n) ->
                                        new Row(
                                                found.getObject("provider_id", UUID.class),
                                                found.getObject("job_id", UUID.class)))
                        .optional()
                        .orElseThrow(ApiException::notFound);
        Optional<String> making =
                jdbc.sql(LOCK_JOB).param("job", row.job()).query(String.class).optional();
        ProviderScan gone = new ProviderScan(row.provider(), scan);
        JobId removal =
                hidden.hide(gone, () -> Optional.of(removal(gone, row, making)))
                        .orElseThrow(ApiException::notFound);
        severities.forget(scan);
        return removal;
    }

    private JobId removal(ProviderScan gone, Row row, Optional<String> making) {
        String state =
                jdbc.sql(LOCK)
                        .param("scan", gone.scan())
                        .query(String.class)
                        .optional()
                        .orElseThrow(ApiException::notFound);
        UUID job = row.job();
        if (job != null && !OVER.contains(state)) {
            making.ifPresentOrElse(
                    name -> cancel(new JobId(job), name), () -> requireNoUpload(gone.scan()));
        }
        return jobs.enqueue(gone.job(JOB));
    }

    private void cancel(JobId job, String name) {
        if (!ScanningJobs.areNamed(name)) {
            throw ofAnUpload();
        }
        jobs.cancel(job, "The scan was deleted.");
    }

    private static final String IS_BEING_MADE =
            """
            select is_being_made(:scan)
            """;

    /** Who sees one account of an upload sees the scan of it, and not the upload's job. */
    private void requireNoUpload(UUID scan) {
        if (jdbc.sql(IS_BEING_MADE).param("scan", scan).query(Boolean.class).single()) {
            throw ofAnUpload();
        }
    }

    /** An upload may be of many accounts, which are not the scan's to end. */
    private static ApiException ofAnUpload() {
        return ApiException.conflict(
                "/data",
                "The scan is being written from an upload. Wait for the task of its ingestion, or"
                        + " cancel it.");
    }
}
