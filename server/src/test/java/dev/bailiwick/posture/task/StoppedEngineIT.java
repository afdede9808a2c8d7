package dev.bailiwick.posture.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What a process has picked and not begun when it stops. */
final class StoppedEngineIT {

    private static final int THREADS = 4;

    /** So long that nobody takes anything here for a dead process's. */
    private static final String HEARTBEAT = "1h";

    @Test
    void whatWasPickedAheadIsOthersAtOnce(@TempDir Path room) throws InterruptedException {
        try (TestServer server =
                TestServer.start(
                        room.resolve("data"), Map.of("bailiwick.jobs.heartbeat", HEARTBEAT))) {
            Tenancy acme = Tenancy.of(server);
            CountDownLatch release = new CountDownLatch(1);
            AtomicInteger begun = new AtomicInteger();
            JobRequest request =
                    Probe.asks(
                            run -> {
                                if (begun.incrementAndGet() > 2 * THREADS) {
                                    Eventually.passes(release);
                                }
                                return JobOutcome.done();
                            });
            acme.inTransaction(
                    () ->
                            Stream.generate(() -> server.bean(Jobs.class).enqueue(request))
                                    .limit(100)
                                    .toList());
            Eventually.holds(() -> begun.get() == 3 * THREADS && picked(server) > THREADS);

            Thread stop = Thread.ofVirtual().start(server.bean(JobEngine.class)::stop);

            Eventually.holds(() -> picked(server) == THREADS);
            release.countDown();
            stop.join();
            assertThat(picked(server)).isZero();
            assertThat(begun).as("none has begun since").hasValue(3 * THREADS);
        }
    }

    private static long picked(TestServer server) {
        return server.sql()
                .sql("select count(*) from scheduled_tasks where task_name = ? and picked")
                .param(JobQueue.GENERAL.task())
                .query(Long.class)
                .single();
    }
}
