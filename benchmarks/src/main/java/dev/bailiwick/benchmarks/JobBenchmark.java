package dev.bailiwick.benchmarks;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

/**
 * Small jobs of the server, each with its scope, its claim and the transaction that ends it,
 * against the engine alone with one statement each, on the same database and with as many threads.
 * Both have done a round before. Arguments: how many jobs (10000), how many rounds (3).
 */
final class JobBenchmark {

    private static final int THREADS = 4;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** To count what is left takes processor time from both. */
    private static final Duration POLL = Duration.ofMillis(200);

    private static final String TABLE =
            """
            create table if not exists public.bare_tasks (
                task_name text not null, task_instance text not null, task_data bytea, execution_time timestamptz,
                picked boolean not null, picked_by text, last_success timestamptz, last_failure timestamptz,
                consecutive_failures integer, last_heartbeat timestamptz, version bigint not null, priority smallint,
                primary key (task_name, task_instance));
            create index if not exists bare_tasks_time on public.bare_tasks (execution_time);
            create index if not exists bare_tasks_heartbeat on public.bare_tasks (last_heartbeat);
            create table if not exists public.bare_effect (id bigint generated always as identity primary key, at timestamptz);
            """;

    private static final String FILL_BARE =
            """
            insert into public.bare_tasks (task_name, task_instance, execution_time, picked, version)
            select 'bare', gen_random_uuid()::text, now(), false, 1 from generate_series(1, ?)
            """;

    private static final String LEFT_BARE = "select count(*) from public.bare_tasks";

    /** Sums up a scan that is not there: looks for it in the transaction that completes the job. */
    private static final String FILL =
            """
            with made as (
                insert into posture.job (name, queue, args, correlation)
                select 'scan-summary', 'overview',
                       jsonb_build_object('scan_id', gen_random_uuid(), 'provider_id', gen_random_uuid()), 'benchmark'
                from generate_series(1, ?)
                returning id)
            select id from made
            """;

    private static final String ENQUEUE =
            """
            select posture.enqueue_job(id, now()) from posture.job where state = 'available'
            """;

    /** In the engine's table, as of the bare one: a job leaves it with its end. */
    private static final String LEFT =
            "select count(*) from posture.scheduled_tasks where task_name = 'job-overview'";

    private JobBenchmark() {}

    public static void main(String[] args) throws Exception {
        int jobs = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        Path data = Files.createTempDirectory("bailiwick-jobs-").resolve("data");
        Map<String, String> settings =
                Map.of("BAILIWICK_JOBS_QUEUES_OVERVIEW", Integer.toString(THREADS));
        try (ServerProcess server = ServerProcess.start(data, settings)) {
            Client.signUp(server.api(), "jobs@example.com");
            List<Double> ratios = new ArrayList<>();
            // what is compared is work, not Java's compiler at the start of it
            alone(server, jobs);
            ours(server, jobs);
            System.out.println("round | server, jobs/s | engine alone, jobs/s | ratio");
            for (int round = 1; round <= rounds; round++) {
                server.rest();
                double alone = alone(server, jobs);
                server.rest();
                double ours = ours(server, jobs);
                ratios.add(alone / ours);
                System.out.printf(
                        "%d | %.0f | %.0f | %.2f%n",
                        round, jobs / ours, jobs / alone, alone / ours);
            }
            Collections.sort(ratios);
            System.out.printf(
                    "median ratio %.2f (to be at least 0.5)%n", ratios.get(ratios.size() / 2));
        }
    }

    /** Seconds. */
    private static double ours(ServerProcess server, int jobs) throws Exception {
        try (Connection app = server.app();
                Connection superuser = server.database()) {
            String tenant = text(superuser, "select id::text from posture.tenant limit 1");
            app.setAutoCommit(false);
            try (PreparedStatement scope =
                    app.prepareStatement("select set_config('bailiwick.tenant', ?, true)")) {
                scope.setString(1, tenant);
                scope.execute();
            }
            fill(app, FILL, jobs);
            try (Statement enqueue = app.createStatement()) {
                enqueue.execute(ENQUEUE);
            }
            long begun = System.nanoTime();
            app.commit();
            awaitNone(superuser, LEFT);
            return (System.nanoTime() - begun) / 1e9;
        }
    }

    private static double alone(ServerProcess server, int jobs) throws Exception {
        try (Connection superuser = server.database();
                HikariDataSource pool = pool(superuser.getMetaData().getURL(), server)) {
            try (Statement make = superuser.createStatement()) {
                make.execute(TABLE);
            }
            Scheduler engine =
                    Scheduler.create(pool, bare(pool))
                            .tableName("public.bare_tasks")
                            .threads(THREADS)
                            .pollUsingLockAndFetch(0.5, 1.0)
                            .pollingInterval(Duration.ofSeconds(1))
                            .build();
            engine.start();
            try {
                long begun = System.nanoTime();
                fill(superuser, FILL_BARE, jobs);
                awaitNone(superuser, LEFT_BARE);
                return (System.nanoTime() - begun) / 1e9;
            } finally {
                engine.stop();
            }
        }
    }

    private static CustomTask<Void> bare(DataSource pool) {
        return Tasks.custom("bare", Void.class)
                .execute(
                        (instance, context) -> {
                            effect(pool);
                            return (complete, row) -> row.remove();
                        });
    }

    private static void effect(DataSource pool) {
        try (Connection connection = pool.getConnection();
                Statement insert = connection.createStatement()) {
            insert.execute("insert into public.bare_effect (at) values (now())");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HikariDataSource pool(String url, ServerProcess server) throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername("postgres");
        config.setPassword(server.secret("postgres"));
        config.setMaximumPoolSize(THREADS + 4);
        return new HikariDataSource(config);
    }

    private static void fill(Connection connection, String sql, int jobs) throws SQLException {
        try (PreparedStatement fill = connection.prepareStatement(sql)) {
            fill.setInt(1, jobs);
            fill.execute();
        }
    }

    private static void awaitNone(Connection connection, String count) throws Exception {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!text(connection, count).equals("0")) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("still " + text(connection, count) + " jobs");
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }
}
