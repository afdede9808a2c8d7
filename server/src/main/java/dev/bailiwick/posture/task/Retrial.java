package dev.bailiwick.posture.task;

import dev.bailiwick.posture.access.Caller;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.task.attempt.JobHandler;
import dev.bailiwick.posture.task.job.JobId;
import dev.bailiwick.posture.task.job.JobSignal;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Lets a job that has failed for good begin anew. A part of its caller's transaction. */
@Component
final class Retrial {

    private final JdbcClient jdbc;
    private final StoredJobs jobs;
    private final JobSignal signal;

    Retrial(JdbcClient jdbc, StoredJobs jobs, JobSignal signal) {
        this.jdbc = jdbc;
        this.jobs = jobs;
        this.signal = signal;
    }

    private static final String REVIVE =
            """
            update job set state = 'available', failures = 0, deaths = 0, result = null, started_at = null,
                           completed_at = now(), metadata = metadata - 'progress' - 'due_at'
            where id = :id
            """;

    private static final String ENQUEUE =
            """
            select enqueue_job(:id, now())
            """;

    /**
     * As the caller of the request at hand. What is refused is refused at once, as in {@link
     * Cancellation}.
     *
     * @throws ApiException if there is no such job, it has not failed, its handler does not begin
     *     anew, the caller may not, or the like of it has been asked for since
     */
    void request(JobId id) {
        requireFailed(jobs.find(id).orElseThrow(ApiException::notFound));
        StoredJob job = jobs.lock(id).orElseThrow(ApiException::notFound);
        requireFailed(job);
        JobHandler handler = jobs.handlerOf(job);
        if (!handler.retryable()) {
            throw ApiException.invalid("Tasks named '" + job.name() + "' cannot be retried.");
        }
        if (!Caller.current().may(handler.permission())) {
            throw ApiException.forbidden("You do not have permission to retry this task.");
        }
        try {
            jdbc.sql(REVIVE).param("id", id.value()).update();
        } catch (DuplicateKeyException e) {
            throw ApiException.conflict("/data", "The same has been asked for again since.");
        }
        jdbc.sql(ENQUEUE).param("id", id.value()).query((found, n) -> true).single();
        handler.retried(id, job.ref().args());
        signal.wakeAfterCommit(handler.queue());
    }

    private static void requireFailed(StoredJob job) {
        if (!job.state().equals("failed")) {
            throw ApiException.invalid("The task has not failed.");
        }
    }
}
