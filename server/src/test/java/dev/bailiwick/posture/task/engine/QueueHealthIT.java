package dev.bailiwick.posture.task.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.SuperuserLogin;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** What a server that runs no jobs tells of those that should. */
final class QueueHealthIT {

    @TempDir private static Path room;
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(room.resolve("data"), Map.of("bailiwick.jobs.serves", "none"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void nothingWaits() {
        run("delete from scheduled_tasks");
    }

    @Test
    void itTellsWhenNobodyRunsJobs() {
        Eventually.holds(() -> health().contains("No process runs jobs"));

        somebodyLooksAfterTheHouse();
        Eventually.holds(() -> !health().contains("No process runs jobs"));

        run("update scheduled_tasks set execution_time = now() - interval '6 minutes'");
        Eventually.holds(() -> health().contains("No process runs jobs"));

        run("update scheduled_tasks set picked = true, last_heartbeat = now()");
        Eventually.holds(() -> !health().contains("No process runs jobs"));
    }

    @Test
    void itTellsInWhichQueuesNobodyRunsJobs() {
        somebodyLooksAfterTheHouse();
        add("job-general", 2, "turn");
        add("job-checks", 2, "null");
        Eventually.holds(() -> !health().contains("No process"));

        run(
                "update scheduled_tasks set execution_time = now() - interval '6 minutes' where"
                        + " task_name like 'job-%'");
        Eventually.holds(() -> health().contains("serves what waits in: checks,general."));

        run(
                "update scheduled_tasks set picked = true, turn = null, last_heartbeat = now()"
                        + " where task_instance = '1' and task_name like 'job-%'");
        Eventually.holds(() -> !health().contains("No process"));
    }

    @Test
    void whatADeadProcessHasPickedWaitsForSomebodyElse() {
        somebodyLooksAfterTheHouse();
        add("job-scans", 1, "null");
        run(
                "update scheduled_tasks set picked = true, last_heartbeat = now(), execution_time ="
                        + " now() - interval '6 minutes' where task_name = 'job-scans'");
        Eventually.holds(() -> !health().contains("No process"));

        run(
                "update scheduled_tasks set last_heartbeat = now() - interval '2 minutes' where"
                        + " task_name = 'job-scans'");

        Eventually.holds(() -> health().contains("serves what waits in: scans."));
    }

    /** Whatever the statistics of the table say, which are those of an empty one. */
    @Test
    void itLooksAtWhatStandsInFrontAndNotAtAllThatWaits() throws Exception {
        add("job-general", 20_000, "turn");
        add("job-overview", 20_000, "null");

        try (Connection worker = server.worker().getConnection();
                Statement statement = worker.createStatement()) {
            worker.setAutoCommit(false);
            assertThat(number(statement, "select count(*) from look_at_tasks()")).isEqualTo(2);
            assertThat(number(statement, READ.formatted("seq_tup_read"))).isZero();
            assertThat(number(statement, READ.formatted("idx_tup_fetch"))).isBetween(1L, 20L);
        }
    }

    /** Of the transaction at hand. */
    private static final String READ =
            "select %s from pg_stat_xact_user_tables where relname = 'scheduled_tasks'";

    @Test
    void whatItCannotSeeKeepsNoRequestsAway() throws Exception {
        somebodyLooksAfterTheHouse();
        try (Connection holder = SuperuserLogin.to(server.data())) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("lock table posture.scheduled_tasks");

            String told = Eventually.get(QueueHealthIT::health, it -> it.contains("not be seen"));

            assertThat(told).contains("\"status\":\"warn\"").doesNotContain("fail");
            holder.rollback();
        }
        Eventually.holds(() -> !health().contains("not be seen"));
    }

    private static void somebodyLooksAfterTheHouse() {
        run(
                """
                insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                values ('housekeeping-test', 'recurring', now() + interval '10 minutes', false, 1)
                """);
    }

    /** Due at once, with or without a turn. */
    private static void add(String task, int count, String turn) {
        run(
                """
                insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version, turn)
                select '%s', turn::text, now(), false, 1, %s from generate_series(1, %d) turn
                """
                        .formatted(task, turn, count));
    }

    private static void run(String statement) {
        server.sql().sql(statement).update();
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Once the database has answered in time, which it may not on a busy machine. */
    private static String health() {
        return Eventually.get(QueueHealthIT::ready, answer -> answer.statusCode() == 200).body();
    }

    private static HttpResponse<String> ready() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(server.uri().resolve("/health/ready")).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
