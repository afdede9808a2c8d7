package dev.bailiwick.posture.task.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.task.JobRequest;
import dev.bailiwick.posture.task.Jobs;
import dev.bailiwick.posture.task.Probe;
import dev.bailiwick.posture.task.attempt.JobOutcome;
import dev.bailiwick.posture.task.job.JobQueue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What a process has picked and not begun when it stops. */
final class StoppedEngineIT {

    private static final int THREADS = 4;

    private static final int ALL = 10_000;

    /** So long that nobody takes anything here for a dead process's. */
    private static final String HEARTBEAT = "1h";

    @Test
    void whatWasPickedAheadIsOthersAtOnce(@TempDir Path room) throws InterruptedException {
        try (TestServer server =
                TestServer.start(
                        room.resolve("data"), Map.of("bailiwick.jobs.heartbeat", HEARTBEAT))) {
            Tenancy acme = Tenancy.of(server);
            Semaphore gate = new Semaphore(0);
            AtomicInteger begun = new AtomicInteger();
            JobRequest request =
                    Probe.asks(
                            run -> {
                                begun.incrementAndGet();
                                gate.acquireUninterruptibly();
                                return JobOutcome.done();
                            });
            acme.inTransaction(
                    () ->
                            Stream.generate(() -> server.bean(Jobs.class).enqueue(request))
                                    .limit(1_000)
                                    .toList());
            try {
                Eventually.holds(() -> isPickedAhead(server, gate));
                int before = begun.get();

                Thread stop = Thread.ofVirtual().start(server.bean(JobEngine.class)::stop);

                Eventually.holds(() -> picked(server) == THREADS);
                gate.release(ALL);
                stop.join();
                assertThat(picked(server)).isZero();
                assertThat(begun).as("none has begun since").hasValue(before);
            } finally {
                gate.release(ALL);
            }
        }
    }

    /**
     * While all threads are at the gate. Whether something waits for them then depends on how many
     * were asked for the last time: if nothing does, another one passes.
     */
    private static boolean isPickedAhead(TestServer server, Semaphore gate) {
        if (gate.getQueueLength() < THREADS) {
            return false;
        }
        boolean ahead = picked(server) > THREADS;
        if (!ahead) {
            gate.release();
        }
        return ahead;
    }

    private static long picked(TestServer server) {
        return server.sql()
                .sql("select count(*) from scheduled_tasks where task_name = ? and picked")
                .param(JobQueue.GENERAL.task())
                .query(Long.class)
                .single();
    }
}
