package dev.bailiwick.posture.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.task.job.JobId;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Predicate;

/** What the database has of one job. */
public record JobRow(
        String state,
        @Nullable String result,
        String metadata,
        int attempt,
        int failures,
        int deaths) {

    private static final String READ =
            """
            select state, cast(result as text) as result, cast(metadata as text) as metadata, attempt, failures, deaths
            from job where id = ?
            """;

    public static JobRow read(TestServer server, JobId job) {
        return server.sql()
                .sql(READ)
                .param(job.value())
                .query(
                        (row, n) ->
                                new JobRow(
                                        row.getString("state"),
                                        row.getString("result"),
                                        row.getString("metadata"),
                                        row.getInt("attempt"),
                                        row.getInt("failures"),
                                        row.getInt("deaths")))
                .single();
    }

    public static JobRow await(TestServer server, JobId job, Predicate<JobRow> wanted) {
        return Eventually.get(() -> read(server, job), wanted);
    }

    public static JobRow awaitEnd(TestServer server, JobId job) {
        return await(server, job, JobRow::ended);
    }

    public boolean ended() {
        return List.of("completed", "failed", "cancelled").contains(state);
    }

    /** Waits until the engine knows nothing of it any more. */
    public static void awaitGone(TestServer server, JobId job) {
        Eventually.holds(() -> engineRows(server, job) == 0);
    }

    /** Has what was to wait for long begin now. */
    public static void makeDue(TestServer server, JobId job) {
        int rows =
                server.sql()
                        .sql(
                                "update scheduled_tasks set execution_time = now() where"
                                        + " task_instance = ?")
                        .param(job.toString())
                        .update();
        assertThat(rows).as("rows of " + job).isOne();
    }

    public static long engineRows(TestServer server, JobId job) {
        return server.sql()
                .sql("select count(*) from scheduled_tasks where task_instance = ?")
                .param(job.toString())
                .query(Long.class)
                .single();
    }
}
