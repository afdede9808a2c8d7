package dev.bailiwick.posture.task.job;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Which jobs wait for which. Every method is a part of its caller's transaction. A job begins in
 * the very moment in which the last that it needs is completed ({@code end_job}).
 */
@Component
public final class Needs {

    private final JdbcClient jdbc;
    private final JsonMapper json;

    Needs(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    private static final String LOCK =
            """
            select state from job where id = any (:ids) order by id for share
            """;

    /**
     * Whether all are completed; until the transaction ends, none is.
     *
     * @throws IllegalArgumentException if one is not there or was cancelled
     */
    public boolean areCompleted(Set<JobId> needs) {
        List<String> states =
                jdbc.sql(LOCK)
                        .param("ids", needs.stream().map(JobId::value).toArray(UUID[]::new))
                        .query((row, n) -> row.getString("state"))
                        .list();
        if (states.size() < needs.size() || states.contains("cancelled")) {
            throw new IllegalArgumentException(
                    "A job cannot wait for one that is not there or was cancelled: " + needs);
        }
        return states.stream().allMatch("completed"::equals);
    }

    private static final String ADD =
            """
            insert into job_need (job_id, needs_id) select :job, need from unnest(:needs) need
            """;

    public void add(JobId job, Set<JobId> needs) {
        jdbc.sql(ADD)
                .param("job", job.value())
                .param("needs", needs.stream().map(JobId::value).toArray(UUID[]::new))
                .update();
    }

    private static final String CANCEL =
            """
            select job as id, job_name as name, job_args as args
            from cancel_waiting(:need, cast(:result as jsonb))
            """;

    /** Cancels all that waited for this one, near and far. */
    public List<JobRef> cancelled(JobId need) {
        return jdbc.sql(CANCEL)
                .param("need", need.value())
                .param(
                        "result",
                        json.writeValueAsString(
                                Map.of("reason", "What it waited for was cancelled.")))
                .query((row, n) -> JobRef.of(row))
                .list();
    }
}
