package dev.bailiwick.posture.task;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Polls for due jobs as the {@code worker} role and hands their ids to the runner: those of the
 * queues that this process serves, and of them those that somebody here has a handler for. Any
 * number of processes may do so on one database.
 */
@Component
final class JobEngine implements SmartLifecycle {

    private static final Duration AFTER_ERROR = Duration.ofSeconds(10);

    private final Schedulers schedulers;
    private final JobRunner runner;
    private final JobHandlers handlers;
    private final List<Housekeeping> housekeeping;
    private final JobSignal signal;
    private final List<Runnable> stops = new ArrayList<>();

    JobEngine(
            Schedulers schedulers,
            JobRunner runner,
            JobHandlers handlers,
            List<Housekeeping> housekeeping,
            JobSignal signal) {
        this.schedulers = schedulers;
        this.runner = runner;
        this.handlers = handlers;
        this.housekeeping = housekeeping;
        this.signal = signal;
    }

    @Override
    public synchronized void start() {
        schedulers.served().stream().filter(handlers.queues()::contains).forEach(this::serve);
        if (!schedulers.served().isEmpty()) {
            Scheduler house =
                    schedulers.of(housekeeping.stream().map(JobEngine::recurring).toList());
            stops.add(house::stop);
            house.start();
        }
    }

    private void serve(JobQueue queue) {
        QueueScheduler scheduler = schedulers.of(queue, jobs(queue));
        stops.add(scheduler::stop);
        scheduler.start();
        signal.connect(queue, scheduler::wake);
    }

    @Override
    public synchronized void stop() {
        signal.disconnect();
        // at once: each waits for its jobs as long as a stop may take
        List<Thread> stopping = stops.stream().map(Thread.ofVirtual()::start).toList();
        stops.clear();
        for (Thread each : stopping) {
            try {
                each.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return !stops.isEmpty();
    }

    private CustomTask<JobOwner> jobs(JobQueue queue) {
        return Tasks.custom(queue.task(), JobOwner.class)
                .onFailure(
                        (complete, row) ->
                                row.reschedule(complete, complete.getTimeDone().plus(AFTER_ERROR)))
                .onDeadExecutionRevive()
                .execute((instance, context) -> run(queue, instance, context));
    }

    private CompletionHandler<JobOwner> run(
            JobQueue queue, TaskInstance<JobOwner> instance, ExecutionContext context) {
        JobId id = new JobId(UUID.fromString(instance.getId()));
        JobRunner.Next next =
                runner.run(id, instance.getData(), context.getSchedulerState()::isShuttingDown);
        return (complete, row) -> {
            switch (next) {
                case JobRunner.Next.Remove() -> row.remove();
                case JobRunner.Next.Again(Duration delay) -> {
                    row.reschedule(complete, complete.getTimeDone().plus(delay));
                    // else who waits behind it would come as often as is looked, however many
                    // threads are free
                    signal.wake(queue);
                }
                case JobRunner.Next.Leave() -> {}
            }
        };
    }

    private static RecurringTask<Void> recurring(Housekeeping work) {
        return Tasks.recurring("housekeeping-" + work.name(), FixedDelay.of(work.every()))
                .execute((instance, context) -> work.keep());
    }
}
