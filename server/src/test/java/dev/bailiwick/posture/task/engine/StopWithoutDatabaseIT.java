package dev.bailiwick.posture.task.engine;

import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.task.JobRequest;
import dev.bailiwick.posture.task.Jobs;
import dev.bailiwick.posture.task.Probe;
import dev.bailiwick.posture.task.attempt.JobHandlers;
import dev.bailiwick.posture.task.attempt.JobOutcome;
import dev.bailiwick.posture.task.attempt.JobRunner;
import dev.bailiwick.posture.task.job.JobSignal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import javax.sql.DataSource;

/** A process that is stopped while the database does not answer. */
final class StopWithoutDatabaseIT {

    @TempDir private Path room;

    @Test
    void runningJobsHearOfItAndAreInterruptedAllTheSame() {
        try (TestServer server =
                        TestServer.start(
                                room.resolve("data"), Map.of("bailiwick.jobs.serves", "none"));
                Unreachable worker = new Unreachable(server.worker())) {
            Tenancy acme = Tenancy.of(server);
            CountDownLatch run = new CountDownLatch(2);
            CountDownLatch told = new CountDownLatch(1);
            CountDownLatch interrupted = new CountDownLatch(1);
            JobRequest willing =
                    Probe.asks(
                            job -> {
                                run.countDown();
                                while (!job.stopping()) {
                                    LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                                }
                                told.countDown();
                                return JobOutcome.later(Duration.ZERO);
                            });
            JobRequest slow =
                    Probe.asks(
                            job -> {
                                run.countDown();
                                try {
                                    new CountDownLatch(1).await();
                                } catch (InterruptedException e) {
                                    interrupted.countDown();
                                    throw e;
                                }
                                return JobOutcome.done();
                            });
            acme.inTransaction(
                    () ->
                            List.of(
                                    server.bean(Jobs.class).enqueue(willing),
                                    server.bean(Jobs.class).enqueue(slow)));
            JobEngine engine = engine(server, worker);
            engine.start();
            Eventually.passes(run);
            worker.vanish();
            Eventually.holds(() -> worker.waiting() == ENGINES);

            Thread stop = Thread.ofVirtual().start(engine::stop);

            Eventually.passes(told);
            Eventually.passes(interrupted);
            Eventually.holds(() -> !stop.isAlive());
        }
    }

    /** That of the queue and that of the housekeeping: both are in the middle of a pick. */
    private static final int ENGINES = 2;

    private static JobEngine engine(TestServer server, DataSource worker) {
        JobProperties settings =
                new JobProperties(
                        List.of("general"),
                        0.5,
                        Duration.ofDays(30),
                        Duration.ofMillis(20),
                        // so that nothing but picks asks the database
                        Duration.ofHours(1),
                        Duration.ofMillis(100));
        Schedulers schedulers =
                new Schedulers(
                        worker,
                        settings,
                        new QueueProperties(1, 1, 1, 1, 1, 1, 1, 1, 1, 8),
                        new ServedQueues(settings),
                        new DatabaseClock(server.worker(), Clock.systemUTC()));
        return new JobEngine(
                schedulers,
                server.bean(JobRunner.class),
                server.bean(JobHandlers.class),
                List.of(),
                new JobSignal());
    }

    /** Gives connections until it vanishes, and then nothing until it is closed. */
    private static final class Unreachable extends DelegatingDataSource implements AutoCloseable {

        private final CountDownLatch closed = new CountDownLatch(1);
        private final AtomicInteger waiting = new AtomicInteger();
        private volatile boolean vanished;

        private Unreachable(DataSource reachable) {
            super(reachable);
        }

        private void vanish() {
            vanished = true;
        }

        private int waiting() {
            return waiting.get();
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (vanished) {
                waiting.incrementAndGet();
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new SQLException(e);
                } finally {
                    waiting.decrementAndGet();
                }
            }
            return super.getConnection();
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
