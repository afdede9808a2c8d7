package dev.bailiwick.posture.task;

import dev.bailiwick.posture.access.Caller;
import dev.bailiwick.posture.jsonapi.error.ApiException;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Ends jobs that are no longer wanted, waiting and running ones. The number of the attempt rises in
 * the same moment, so a running one writes nothing from then on; its process notices and interrupts
 * it ({@link AttemptWatch}). What waits for it is cancelled too. Every method is a part of its
 * caller's transaction.
 */
@Component
final class Cancellation {

    private static final TypeReference<Map<String, String>> ARGS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final JobHandlers handlers;
    private final Needs needs;

    Cancellation(JdbcClient jdbc, JsonMapper json, JobHandlers handlers, Needs needs) {
        this.jdbc = jdbc;
        this.json = json;
        this.handlers = handlers;
        this.needs = needs;
    }

    /**
     * As the caller of the request at hand.
     *
     * @throws ApiException if there is no such job, it is over, or the caller may not
     */
    void request(JobId id) {
        Row row = lock(id).orElseThrow(ApiException::notFound);
        JobHandler handler =
                handlers.find(row.name)
                        .orElseThrow(
                                () ->
                                        ApiException.conflict(
                                                "/data", Retrial.UNKNOWN.formatted(row.name)));
        Caller caller = Caller.current();
        if (!caller.user().value().equals(row.principal) && !caller.may(handler.permission())) {
            throw ApiException.forbidden(
                    "You do not have permission to cancel what somebody else has asked for.");
        }
        if (row.over) {
            throw ApiException.invalid("The task is over.");
        }
        if (!handler.cancellable()) {
            throw ApiException.invalid("Tasks named '" + row.name + "' cannot be cancelled.");
        }
        cancel(id, row, "It was cancelled.");
    }

    /**
     * As a feature, of its own accord; also a job that only another process has a handler for,
     * which is then told nothing.
     *
     * @return false if there is no such job or it is over
     */
    boolean cancel(JobId id, String reason) {
        Optional<Row> row = lock(id).filter(found -> !found.over);
        row.ifPresent(found -> cancel(id, found, reason));
        return row.isPresent();
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

    private void cancel(JobId id, Row row, String reason) {
        jdbc.sql(CANCEL)
                .param("id", id.value())
                .param("result", json.writeValueAsString(Map.of("reason", reason)))
                .update();
        jdbc.sql(DEQUEUE).param("id", id.value()).query((found, n) -> true).single();
        tell(id, row.name, row.args);
        for (Needs.Behind each : needs.cancelled(id)) {
            tell(each.id(), each.name(), each.args());
        }
    }

    private void tell(JobId id, String name, Map<String, String> args) {
        handlers.find(name).ifPresent(handler -> handler.cancelled(id, args));
    }

    private static final String LOCK =
            """
            select name, args, principal_id, state in ('completed', 'failed', 'cancelled') as over
            from job where id = :id
            for no key update
            """;

    private Optional<Row> lock(JobId id) {
        return jdbc.sql(LOCK).param("id", id.value()).query((row, n) -> row(row)).optional();
    }

    private Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getString("name"),
                json.readValue(row.getString("args"), ARGS),
                row.getObject("principal_id", UUID.class),
                row.getBoolean("over"));
    }

    private record Row(
            String name, Map<String, String> args, @Nullable UUID principal, boolean over) {}
}
