package dev.bailiwick.posture.task;

import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.task.attempt.JobHandler;
import dev.bailiwick.posture.task.attempt.JobHandlers;
import dev.bailiwick.posture.task.job.JobId;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.Optional;

/** The jobs of the tenant in scope, for those that change one from outside of an attempt. */
@Component
final class StoredJobs {

    private final JdbcClient jdbc;
    private final JobHandlers handlers;

    StoredJobs(JdbcClient jdbc, JobHandlers handlers) {
        this.jdbc = jdbc;
        this.handlers = handlers;
    }

    private static final String FIND =
            """
            select id, name, args, state, principal_id from job where id = :id
            """;

    /** As it is at the moment, waiting for nobody. */
    Optional<StoredJob> find(JobId id) {
        return one(FIND, id);
    }

    private static final String LOCK = FIND + "for no key update";

    /** Until the end of the transaction at hand nobody else changes it. */
    Optional<StoredJob> lock(JobId id) {
        return one(LOCK, id);
    }

    private Optional<StoredJob> one(String select, JobId id) {
        return jdbc.sql(select)
                .param("id", id.value())
                .query((row, n) -> StoredJob.of(row))
                .optional();
    }

    /**
     * @throws ApiException if nothing here runs such jobs: a newer process has asked for it
     */
    JobHandler handlerOf(StoredJob job) {
        return handlers.find(job.name())
                .orElseThrow(
                        () ->
                                ApiException.conflict(
                                        "/data",
                                        ("The server that was asked does not know tasks named '%s'."
                                             + " Try again when all of its processes are of one"
                                             + " version.")
                                                .formatted(job.name())));
    }
}
