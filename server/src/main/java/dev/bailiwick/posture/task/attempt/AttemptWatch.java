package dev.bailiwick.posture.task.attempt;

import static java.util.stream.Collectors.toMap;

import dev.bailiwick.posture.task.attempt.RunningAttempt.Cut;
import dev.bailiwick.posture.task.job.JobId;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BinaryOperator;

import javax.sql.DataSource;

/**
 * Cuts off what this process should no longer be at: attempts at jobs that were cancelled or taken
 * over, and those beyond their hard limit.
 */
@Component
final class AttemptWatch implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(AttemptWatch.class);

    /** Somebody waits for a cancelled job to end. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private final JdbcClient worker;
    private final Running running;
    private volatile @Nullable CountDownLatch stopped;

    AttemptWatch(@Qualifier("worker") DataSource worker, Running running) {
        this.worker = JdbcClient.create(worker);
        this.running = running;
    }

    @Override
    public void start() {
        CountDownLatch stop = new CountDownLatch(1);
        stopped = stop;
        Thread.ofVirtual().name("job-watch").start(() -> watch(stop));
    }

    private void watch(CountDownLatch stop) {
        try {
            while (!stop.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                List<RunningAttempt> attempts = running.all();
                if (!attempts.isEmpty()) {
                    look(attempts);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(List<RunningAttempt> attempts) {
        for (RunningAttempt attempt : attempts) {
            if (attempt.isBeyond(attempt.limits().hard())) {
                attempt.cutOff(Cut.OVERTIME);
            }
        }
        try {
            Map<JobId, RunningAttempt> newest = newest(attempts);
            Set<UUID> stale = stale(List.copyOf(newest.values()));
            for (RunningAttempt attempt : attempts) {
                if (newest.get(attempt.job()) != attempt || stale.contains(attempt.job().value())) {
                    attempt.cutOff(Cut.STALE);
                }
            }
        } catch (RuntimeException e) {
            // whatever it is: without this thread nothing could be cancelled any more
            log.warn("Running jobs are looked after later", e);
        }
    }

    /** Of several at one job, all of this process: the others have been taken over by it. */
    private static Map<JobId, RunningAttempt> newest(List<RunningAttempt> attempts) {
        return attempts.stream()
                .collect(
                        toMap(
                                RunningAttempt::job,
                                attempt -> attempt,
                                BinaryOperator.maxBy(
                                        Comparator.comparingInt(RunningAttempt::number))));
    }

    private static final String STALE =
            """
            select job from stale_jobs(:jobs, :attempts) job
            """;

    private Set<UUID> stale(List<RunningAttempt> attempts) {
        UUID[] jobs = attempts.stream().map(each -> each.job().value()).toArray(UUID[]::new);
        Integer[] numbers = attempts.stream().map(RunningAttempt::number).toArray(Integer[]::new);
        return new HashSet<>(
                worker.sql(STALE)
                        .param("jobs", jobs)
                        .param("attempts", numbers)
                        .query(UUID.class)
                        .list());
    }

    @Override
    public void stop() {
        CountDownLatch stop = stopped;
        if (stop != null) {
            stop.countDown();
            stopped = null;
        }
    }

    @Override
    public boolean isRunning() {
        return stopped != null;
    }

    /** Jobs that are being stopped are looked after until they are. */
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE - 1;
    }
}
