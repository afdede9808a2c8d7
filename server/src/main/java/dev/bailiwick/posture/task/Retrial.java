package dev.bailiwick.posture.task;

import dev.bailiwick.posture.access.Caller;
import dev.bailiwick.posture.jsonapi.error.ApiException;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.util.Map;

/** Lets a job that has failed for good begin anew. A part of its caller's transaction. */
@Component
final class Retrial {

    private static final TypeReference<Map<String, String>> ARGS = new TypeReference<>() {};

    /** Of a job that a newer process has asked for. */
    static final String UNKNOWN =
            "The server that was asked does not know tasks named '%s'. Try again when all of its"
                    + " processes are of one version.";

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final JobHandlers handlers;
    private final JobSignal signal;

    Retrial(JdbcClient jdbc, JsonMapper json, JobHandlers handlers, JobSignal signal) {
        this.jdbc = jdbc;
        this.json = json;
        this.handlers = handlers;
        this.signal = signal;
    }

    private record Row(String name, Map<String, String> args, String state) {}

    private static final String LOCK =
            """
            select name, args, state from job where id = :id for no key update
            """;

    private static final String REVIVE =
            """
            update job set state = 'available', failures = 0, deaths = 0, result = null, started_at = null,
                           completed_at = null, metadata = metadata - 'progress'
            where id = :id
            """;

    private static final String ENQUEUE =
            """
            select enqueue_job(:id, now())
            """;

    /**
     * As the caller of the request at hand.
     *
     * @throws ApiException if there is no such job, it has not failed, its handler does not begin
     *     anew, the caller may not, or the like of it has been asked for since
     */
    void request(JobId id) {
        Row row =
                jdbc.sql(LOCK)
                        .param("id", id.value())
                        .query(
                                (found, n) ->
                                        new Row(
                                                found.getString("name"),
                                                json.readValue(found.getString("args"), ARGS),
                                                found.getString("state")))
                        .optional()
                        .orElseThrow(ApiException::notFound);
        if (!row.state.equals("failed")) {
            throw ApiException.invalid("The task has not failed.");
        }
        JobHandler handler =
                handlers.find(row.name)
                        .orElseThrow(
                                () -> ApiException.conflict("/data", UNKNOWN.formatted(row.name)));
        if (!handler.retryable()) {
            throw ApiException.invalid("Tasks named '" + row.name + "' cannot be retried.");
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
        handler.retried(id, row.args);
        signal.wakeAfterCommit(handler.queue());
    }
}
