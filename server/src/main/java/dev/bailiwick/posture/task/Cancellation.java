package dev.bailiwick.posture.task;

import dev.bailiwick.posture.access.Caller;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.task.attempt.JobHandler;
import dev.bailiwick.posture.task.attempt.JobHandlers;
import dev.bailiwick.posture.task.job.JobId;
import dev.bailiwick.posture.task.job.JobRef;
import dev.bailiwick.posture.task.job.Needs;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;

import java.util.Map;
import java.util.Optional;

/**
 * Ends jobs that are no longer wanted, waiting and running ones. The number of the attempt rises in
 * the same moment, so a running one writes nothing from then on; its process notices and interrupts
 * it ({@code AttemptWatch}). What waits for it is cancelled too. Every method is a part of its
 * caller's transaction.
 */
@Component
final class Cancellation {

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final StoredJobs jobs;
    private final JobHandlers handlers;
    private final Needs needs;

    Cancellation(
            JdbcClient jdbc, JsonMapper json, StoredJobs jobs, JobHandlers handlers, Needs needs) {
        this.jdbc = jdbc;
        this.json = json;
        this.jobs = jobs;
        this.handlers = handlers;
        this.needs = needs;
    }

    /**
     * As the caller of the request at hand. What is refused is refused at once: the job may be in
     * its last transaction, which holds its row.
     *
     * @throws ApiException if there is no such job, it is over, or the caller may not
     */
    void request(JobId id) {
        requireCancellable(jobs.find(id).orElseThrow(ApiException::notFound));
        StoredJob job = jobs.lock(id).orElseThrow(ApiException::notFound);
        requireGoingOn(job);
        cancel(job.ref(), "It was cancelled.");
    }

    private void requireCancellable(StoredJob job) {
        JobHandler handler = jobs.handlerOf(job);
        Caller caller = Caller.current();
        boolean own = caller.user().value().equals(job.principal());
        if (!own && !caller.may(handler.permission())) {
            throw ApiException.forbidden(
                    "You do not have permission to cancel what somebody else has asked for.");
        }
        requireGoingOn(job);
        if (!handler.cancellable()) {
            throw ApiException.invalid("Tasks named '" + job.name() + "' cannot be cancelled.");
        }
    }

    private static void requireGoingOn(StoredJob job) {
        if (job.isOver()) {
            throw ApiException.invalid("The task is over.");
        }
    }

    /**
     * As a feature, of its own accord; also a job that only another process has a handler for,
     * which is then told nothing.
     *
     * @return false if there is no such job or it is over
     */
    boolean cancel(JobId id, String reason) {
        Optional<StoredJob> job = jobs.lock(id).filter(found -> !found.isOver());
        job.ifPresent(found -> cancel(found.ref(), reason));
        return job.isPresent();
    }

    private static final String CANCEL =
            """
            update job set state = 'cancelled', attempt = attempt + 1, result = cast(:result as jsonb), completed_at = now()
            where id = :id
            """;

    private static final String DEQUEUE =
            """
            select dequeue_job(:id)
            """;

    /**
     * Handlers are told more strictly than by {@code JobEnds}: whoever asks can be told that it did
     * not work, and nothing is changed then. A run that is over can only end.
     */
    private void cancel(JobRef job, String reason) {
        jdbc.sql(CANCEL)
                .param("id", job.id().value())
                .param("result", json.writeValueAsString(Map.of("reason", reason)))
                .update();
        jdbc.sql(DEQUEUE).param("id", job.id().value()).query((found, n) -> true).single();
        tell(job);
        needs.cancelled(job.id()).forEach(this::tell);
    }

    private void tell(JobRef job) {
        handlers.find(job.name()).ifPresent(handler -> handler.cancelled(job.id(), job.args()));
    }
}
