package dev.bailiwick.posture.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.ServerProcess;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.task.job.JobId;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Several processes on one database, and what befalls them: killed, paused, cut off from it. A
 * server that runs no jobs asks for them; workers do them.
 */
final class WorkersIT {

    @TempDir private static Path room;
    private static TestServer server;
    private static final List<ServerProcess> WORKERS = new ArrayList<>();
    private static int started;

    private final Path gate = room.resolve("gate-" + UUID.randomUUID());
    private Tenancy acme;

    @BeforeAll
    static void start() {
        server = TestServer.start(room.resolve("data"), Map.of("bailiwick.jobs.serves", "none"));
    }

    @BeforeEach
    void twoWorkersAreThere() throws Exception {
        WORKERS.removeIf(worker -> !worker.process().isAlive());
        while (WORKERS.size() < 2) {
            ServerProcess worker =
                    ServerProcess.worker(
                            room.resolve("worker-" + started++),
                            Map.of("BAILIWICK_JOBS_HEARTBEAT", "1s"),
                            "--data",
                            room.resolve("data").toString(),
                            "--queues",
                            "general");
            WORKERS.add(worker);
        }
        for (ServerProcess worker : WORKERS) {
            worker.health();
        }
        acme = Tenancy.of(server);
    }

    @AfterAll
    static void stop() {
        WORKERS.forEach(ServerProcess::close);
        server.close();
    }

    @Test
    void shareTheWorkAndLoseNothingWhenOneIsKilledInTheMiddle() throws Exception {
        JobId job = enqueue(Effects.of(20, gate));
        List<JobId> small = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            small.add(enqueue(Effects.of(1)));
        }
        ServerProcess busy = runner(job);
        Eventually.holds(() -> count(job, "step") > 2);

        busy.kill();
        Files.createFile(gate);

        assertThat(end(job).state()).isEqualTo("completed");
        assertThat(count(job, "step")).isEqualTo(20);
        assertThat(count(job, "effect")).isOne();
        assertThat(JobRow.read(server, job).deaths()).isPositive();
        for (JobId each : small) {
            assertThat(end(each).state()).isEqualTo("completed");
            assertThat(count(each, "step")).isOne();
            assertThat(count(each, "effect")).isOne();
        }
    }

    @Test
    void onePausedLongerThanItsHeartbeatAllowsWritesNothingWhenItGoesOn() throws Exception {
        JobId job = enqueue(Effects.of(20, gate));
        ServerProcess first = runner(job);
        Eventually.holds(() -> count(job, "step") > 2);

        signal(first, "STOP");
        try {
            // or it waits, where the first was stopped in the middle of a transaction
            Eventually.holds(
                    () -> JobRow.read(server, job).attempt() > 1 || somebodyWaitsForARow());
        } finally {
            signal(first, "CONT");
        }
        Files.createFile(gate);

        assertThat(end(job).state()).isEqualTo("completed");
        Eventually.holds(() -> gaveUp(first));
        assertThat(count(job, "step")).isEqualTo(20);
        assertThat(count(job, "effect")).isOne();
        assertThat(first.process().isAlive()).isTrue();
    }

    /** The other one waits for the row, and then finds that there is nothing to do. */
    @Test
    void onePausedBetweenItsLastEffectAndTheMarkHasItOnce() throws Exception {
        JobId job = enqueue(Effects.of(0, gate));
        ServerProcess first = runner(job);
        Eventually.holds(() -> said(first, "open " + job));

        signal(first, "STOP");
        try {
            Eventually.holds(WorkersIT::somebodyWaitsForARow);
            Files.createFile(gate);
        } finally {
            signal(first, "CONT");
        }

        assertThat(end(job).state()).isEqualTo("completed");
        JobRow.awaitGone(server, job);
        assertThat(count(job, "effect")).isOne();
        assertThat(JobRow.read(server, job).attempt()).isEqualTo(1);
    }

    @Test
    void oneKilledBetweenItsLastEffectAndTheMarkHasNotHadIt() throws Exception {
        JobId job = enqueue(Effects.of(0, gate));
        ServerProcess first = runner(job);
        Eventually.holds(() -> said(first, "open " + job));

        first.kill();
        Files.createFile(gate);

        assertThat(end(job).state()).isEqualTo("completed");
        assertThat(count(job, "effect")).isOne();
        assertThat(JobRow.read(server, job).attempt()).isGreaterThan(1);
    }

    @Test
    void outliveTheDatabase() throws Exception {
        JobId job = enqueue(Effects.of(20, gate));
        ServerProcess busy = runner(job);
        Eventually.holds(() -> count(job, "step") > 2);

        long postmaster =
                Long.parseLong(
                        Files.readAllLines(server.data().resolve("postgres/postmaster.pid"))
                                .getFirst());
        ProcessHandle killed = ProcessHandle.of(postmaster).orElseThrow();
        killed.destroyForcibly();
        Eventually.holds(() -> !killed.isAlive());
        Eventually.holds(WorkersIT::databaseAnswers);
        Files.createFile(gate);

        assertThat(end(job).state()).isEqualTo("completed");
        assertThat(count(job, "step")).isEqualTo(20);
        assertThat(count(job, "effect")).isOne();
        assertThat(busy.process().isAlive()).isTrue();
    }

    @Test
    void whatIsCancelledElsewhereIsInterrupted() throws Exception {
        JobId job = enqueue(Effects.of(10_000));
        ServerProcess busy = runner(job);

        acme.api().delete("tasks/" + job).expect(202);

        JobRow.awaitGone(server, job);
        Eventually.holds(() -> gaveUp(busy));
        assertThat(count(job, "effect")).isZero();
    }

    @Test
    void answerForTheirHealthAndServeNoApi() throws Exception {
        URI health = WORKERS.getFirst().health();

        Eventually.get(() -> status(health), answer -> answer == 200);
        assertThat(status(health.resolve("/api/v1/tasks"))).isEqualTo(404);
        assertThat(status(health.resolve("/api/v1/schema"))).isEqualTo(404);
    }

    @Test
    void needAServerWhoseDatabaseTheyUse() throws Exception {
        ServerProcess alone =
                ServerProcess.worker(
                        room.resolve("alone"),
                        Map.of(),
                        "--data",
                        room.resolve("nowhere").toString());

        assertThat(alone.process().waitFor(ServerProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(alone.process().exitValue()).isEqualTo(2);
        assertThat(alone.output().lines())
                .singleElement()
                .asString()
                .startsWith("bailiwick: There are no secrets in " + room.resolve("nowhere"))
                .contains("name the --data of the server");
    }

    private static int status(URI uri) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private JobId enqueue(JobRequest request) {
        return acme.inTransaction(() -> server.bean(Jobs.class).enqueue(request));
    }

    private static JobRow end(JobId job) {
        return JobRow.awaitEnd(server, job);
    }

    /** Which of the workers has begun it. */
    private static ServerProcess runner(JobId job) {
        return Eventually.get(
                        () ->
                                WORKERS.stream()
                                        .filter(
                                                worker ->
                                                        count(
                                                                        job,
                                                                        "begun by "
                                                                                + worker.process()
                                                                                        .pid())
                                                                > 0)
                                        .findFirst(),
                        found -> found.isPresent())
                .orElseThrow();
    }

    private static long count(JobId job, String what) {
        return server.sql()
                .sql("select count(*) from check_metadata where check_id = ?")
                .param(job + " " + what)
                .query(Long.class)
                .single();
    }

    private static boolean somebodyWaitsForARow() {
        return server.sql()
                .sql("select exists (select from pg_locks where not granted)")
                .query(Boolean.class)
                .single();
    }

    private static boolean databaseAnswers() {
        try {
            return server.sql().sql("select true").query(Boolean.class).single();
        } catch (DataAccessException e) {
            return false;
        }
    }

    /** By the interruption, or by the transaction that was refused before it came. */
    private static boolean gaveUp(ServerProcess worker) {
        return said(worker, "was cut off") || said(worker, "is over: the job was cancelled");
    }

    private static boolean said(ServerProcess worker, String words) {
        try {
            return worker.output().contains(words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void signal(ServerProcess worker, String name) throws Exception {
        assertThat(
                        new ProcessBuilder(
                                        "kill", "-" + name, Long.toString(worker.process().pid()))
                                .inheritIO()
                                .start()
                                .waitFor())
                .isZero();
    }
}
