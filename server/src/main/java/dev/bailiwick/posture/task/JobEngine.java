package dev.bailiwick.posture.task;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;

import javax.sql.DataSource;

/**
 * Polls for due jobs as the {@code worker} role and hands their ids to the runner. Any number of
 * processes may do so on one database.
 */
@Component
final class JobEngine implements SmartLifecycle {

    /** As in {@code enqueue_job}. */
    private static final String JOB = "job";

    private static final Logger log = LoggerFactory.getLogger(JobEngine.class);
    private static final int MISSED_HEARTBEATS = 5;
    private static final Duration AFTER_ERROR = Duration.ofSeconds(10);
    private static final Duration HOUSEKEEPING_LIMIT = Duration.ofMinutes(30);

    private final DataSource worker;
    private final JobRunner runner;
    private final List<Housekeeping> housekeeping;
    private final JobProperties settings;
    private final JobSignal signal;
    private @Nullable Scheduler scheduler;

    JobEngine(
            @Qualifier("worker") DataSource worker,
            JobRunner runner,
            List<Housekeeping> housekeeping,
            JobProperties settings,
            JobSignal signal) {
        this.worker = worker;
        this.runner = runner;
        this.housekeeping = housekeeping;
        this.settings = settings;
        this.signal = signal;
    }

    @Override
    public synchronized void start() {
        Scheduler started =
                Scheduler.create(worker, jobs())
                        .startTasks(housekeeping.stream().map(JobEngine::recurring).toList())
                        .tableName("scheduled_tasks")
                        .schedulerName(new SchedulerName.Fixed(processName()))
                        .threads(settings.threads())
                        .executorService(
                                Executors.newThreadPerTaskExecutor(
                                        Thread.ofVirtual().name("job-", 0).factory()))
                        .pollUsingLockAndFetch(0.5, 1.0)
                        .pollingInterval(settings.poll())
                        .heartbeatInterval(settings.heartbeat())
                        .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                        .shutdownMaxWait(settings.stopWait())
                        .build();
        started.start();
        signal.connect(started::triggerCheckForDueExecutions);
        scheduler = started;
    }

    @Override
    public synchronized void stop() {
        signal.connect(() -> {});
        if (scheduler != null) {
            scheduler.stop();
            scheduler = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return scheduler != null;
    }

    private CustomTask<Void> jobs() {
        return Tasks.custom(JOB, Void.class)
                .onFailure(
                        (complete, row) ->
                                row.reschedule(complete, complete.getTimeDone().plus(AFTER_ERROR)))
                .onDeadExecutionRevive()
                .execute(this::run);
    }

    private CompletionHandler<Void> run(TaskInstance<Void> instance, ExecutionContext context) {
        JobId id = new JobId(UUID.fromString(instance.getId()));
        JobRunner.Next next = runner.run(id, context.getSchedulerState()::isShuttingDown);
        return (complete, row) -> {
            switch (next) {
                case JobRunner.Next.Remove() -> row.remove();
                case JobRunner.Next.Again(Duration delay) -> {
                    row.reschedule(complete, complete.getTimeDone().plus(delay));
                    if (delay.isZero()) {
                        signal.wake();
                    }
                }
                case JobRunner.Next.Leave() -> {}
            }
        };
    }

    private static RecurringTask<Void> recurring(Housekeeping work) {
        return Tasks.recurring("housekeeping-" + work.name(), FixedDelay.of(work.every()))
                .execute(
                        (instance, context) -> {
                            log.debug("Housekeeping {}: {}", work.name(), work.reason());
                            Scopes.run(
                                    new Scope.Maintenance(work.reason(), HOUSEKEEPING_LIMIT),
                                    work::run);
                        });
    }

    /** Another one after every start: what a killed process held is never taken for our own. */
    private static String processName() {
        return ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    }
}
