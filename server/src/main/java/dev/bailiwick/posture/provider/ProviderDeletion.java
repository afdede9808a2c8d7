package dev.bailiwick.posture.provider;

import dev.bailiwick.posture.task.JobRequest;
import dev.bailiwick.posture.task.Jobs;
import dev.bailiwick.posture.task.job.JobId;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The first half of deleting a provider: from here on nobody sees anything of it. */
@Component
public final class ProviderDeletion {

    /** The name of the job that is the second half: the task that clients are told of. */
    public static final String JOB = "provider-deletion";

    private static final String REASON = "The provider was deleted.";

    private final JdbcClient jdbc;
    private final Jobs jobs;

    ProviderDeletion(JdbcClient jdbc, Jobs jobs) {
        this.jdbc = jdbc;
        this.jobs = jobs;
    }

    private static final String UNDER_WAY =
            """
            select id from job
            where provider_id = :id and state not in ('completed', 'failed', 'cancelled') and name <> :removal
            order by id
            for no key update
            """;

    // those that have come since: whoever is at one waits for the provider, and finds it gone
    private static final String UNDER_WAY_SINCE = UNDER_WAY + "skip locked";

    private static final String HIDE =
            """
            update provider set deleted_at = now(), updated_at = now() where id = :id and deleted_at is null
            """;

    private static final String FORGET_SECRET =
            """
            delete from provider_secret where provider_id = :id
            """;

    private static final String FORGET_COUNTS = "select forget_counts()";

    /**
     * Hides the provider, deletes its credentials, cancels what is being done for it and asks for
     * its rows to be removed. Waits for transactions that {@linkplain Providers#hold hold} it.
     * Needs a transaction.
     *
     * @return empty if there is none
     */
    Optional<JobId> ask(UUID provider) {
        // jobs are locked in front of the provider, as by those that run; and told behind it, when
        // none of them asks for a provider that is gone
        var _ = jobsOf(provider, UNDER_WAY);
        if (jdbc.sql(HIDE).param("id", provider).update() == 0) {
            return Optional.empty();
        }
        jobsOf(provider, UNDER_WAY_SINCE).forEach(job -> jobs.cancel(job, REASON));
        jdbc.sql(FORGET_SECRET).param("id", provider).update();
        jdbc.sql(FORGET_COUNTS).query().singleRow();
        return Optional.of(jobs.enqueue(JobRequest.of(JOB).about(provider).withoutPrincipal()));
    }

    /**
     * Cancels what is still to be done for a provider that is hidden: what came at that very moment
     * and was passed over, since somebody was at it who then left it as it was. Needs a
     * transaction.
     */
    public void cancelRest(UUID provider) {
        jobsOf(provider, UNDER_WAY).forEach(job -> jobs.cancel(job, REASON));
    }

    private List<JobId> jobsOf(UUID provider, String statement) {
        return jdbc.sql(statement)
                .param("id", provider)
                .param("removal", JOB)
                .query((row, n) -> new JobId(row.getObject(1, UUID.class)))
                .list();
    }
}
