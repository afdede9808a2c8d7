package dev.bailiwick.posture.task.engine;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;

import dev.bailiwick.posture.task.job.JobOwner;
import dev.bailiwick.posture.task.job.JobQueue;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

/** Makes the engine's schedulers, one for each queue and one for housekeeping. */
@Component
final class Schedulers {

    /**
     * What jobs have for giving themselves back once they are interrupted: a scanner's process has
     * five seconds of them to end by itself.
     */
    static final Duration AFTER_INTERRUPT = Duration.ofSeconds(7);

    private static final int MISSED_HEARTBEATS = 5;
    private static final int HOUSEKEEPING_THREADS = 2;
    private static final int CARE_THREADS = 3;

    /** After that a thread that has nothing to do ends. */
    private static final Duration IDLE = Duration.ofMinutes(1);

    /** The engine takes other schedulers' queues for forgotten tasks and would clear them away. */
    private static final Duration NEVER = Duration.ofDays(36_500);

    private final DataSource worker;
    private final JobProperties settings;
    private final QueueProperties threads;
    private final ServedQueues served;
    private final DatabaseClock clock;

    Schedulers(
            @Qualifier("worker") DataSource worker,
            JobProperties settings,
            QueueProperties threads,
            ServedQueues served,
            DatabaseClock clock) {
        this.worker = new ToldLosses(worker);
        this.settings = settings;
        this.threads = threads;
        this.served = served;
        this.clock = clock;
    }

    /** How long a stop waits for running jobs before it interrupts them. */
    Duration stopWait() {
        return settings.stopWait();
    }

    /** The queues whose jobs this process runs. */
    Set<JobQueue> served() {
        return served.queues();
    }

    QueueScheduler of(JobQueue queue, CustomTask<JobOwner> jobs) {
        int count = threads.of(queue);
        QueueFetch fetch = new QueueFetch(queue, share(count), settings.heartbeat());
        ExecutorService threads = threads(queue, count);
        Scheduler scheduler =
                common(Scheduler.create(worker, jobs), fetch)
                        .threads(count)
                        .executorService(threads)
                        .build();
        return new QueueScheduler(
                scheduler, threads, new PickedReturn(JdbcClient.create(worker), fetch));
    }

    /** At least one, or nobody's job would ever run. */
    private int share(int count) {
        return Math.max(1, (int) Math.ceil(count * settings.tenantShare()));
    }

    QueueScheduler of(List<RecurringTask<Void>> housekeeping) {
        List<String> names = housekeeping.stream().map(RecurringTask::getTaskName).toList();
        ExecutorService threads = virtual("job-housekeeping-");
        Scheduler scheduler =
                common(Scheduler.create(worker).startTasks(housekeeping), new NamedFetch(names))
                        .threads(HOUSEKEEPING_THREADS)
                        .executorService(threads)
                        .build();
        return new QueueScheduler(scheduler, threads, () -> {});
    }

    private SchedulerBuilder common(SchedulerBuilder builder, JdbcCustomization fetch) {
        return builder.tableName("scheduled_tasks")
                .schedulerName(new SchedulerName.Fixed(processName()))
                .dueExecutor(virtual("job-poll-"))
                .housekeeperExecutor(
                        Executors.newScheduledThreadPool(
                                CARE_THREADS, Thread.ofVirtual().name("job-care-", 0).factory()))
                .jdbcCustomization(fetch)
                .clock(clock::now)
                .pollUsingLockAndFetch(0.5, 1.0)
                .pollingInterval(settings.poll())
                .heartbeatInterval(settings.heartbeat())
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .deleteUnresolvedAfter(NEVER)
                // later than we do: a second interrupt would meet jobs that give themselves back
                .shutdownMaxWait(settings.stopWait().plus(AFTER_INTERRUPT));
    }

    private static ExecutorService virtual(String name) {
        return Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name, 0).factory());
    }

    /** See docs/decisions/0018-requests-run-on-platform-threads.md. */
    private static ExecutorService threads(JobQueue queue, int count) {
        String name = "job-" + queue.word() + "-";
        if (!queue.isBrief()) {
            return virtual(name);
        }
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(
                        count,
                        count,
                        IDLE.toSeconds(),
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().daemon().name(name, 0).factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** Another one after every start: what a killed process held is never taken for our own. */
    private static String processName() {
        return ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    }
}
