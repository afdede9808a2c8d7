package dev.bailiwick.posture.task.engine;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;

import dev.bailiwick.posture.task.attempt.JobHandlers;
import dev.bailiwick.posture.task.attempt.JobRunner;
import dev.bailiwick.posture.task.housekeeping.Housekeeping;
import dev.bailiwick.posture.task.job.JobId;
import dev.bailiwick.posture.task.job.JobOwner;
import dev.bailiwick.posture.task.job.JobQueue;
import dev.bailiwick.posture.task.job.JobSignal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

    private static final Logger log = LoggerFactory.getLogger(JobEngine.class);

    private static final Duration AFTER_ERROR = Duration.ofSeconds(10);

    private final Schedulers schedulers;
    private final JobRunner runner;
    private final JobHandlers handlers;
    private final List<Housekeeping> housekeeping;
    private final JobSignal signal;
    private final List<QueueScheduler> atWork = new ArrayList<>();
    private volatile boolean stopping;

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
        stopping = false;
        schedulers.served().stream().filter(handlers.queues()::contains).forEach(this::serve);
        if (!schedulers.served().isEmpty()) {
            begin(schedulers.of(housekeeping.stream().map(JobEngine::recurring).toList()));
        }
    }

    private void serve(JobQueue queue) {
        QueueScheduler scheduler = schedulers.of(queue, jobs(queue));
        begin(scheduler);
        signal.connect(queue, scheduler::wake);
    }

    private void begin(QueueScheduler scheduler) {
        atWork.add(scheduler);
        scheduler.start();
    }

    /**
     * Jobs hear of it at once, and are interrupted when they have gone on for as long as a stop
     * waits, whatever the database does meanwhile: without one, each scheduler waits for it several
     * times.
     */
    @Override
    public synchronized void stop() {
        stopping = true;
        signal.disconnect();
        // side by side: each waits for its jobs
        List<Thread> stops = atWork.stream().map(JobEngine::stopped).toList();
        try {
            if (!areOver(stops, schedulers.stopWait())) {
                atWork.forEach(QueueScheduler::interruptJobs);
                if (!areOver(stops, Schedulers.AFTER_INTERRUPT)) {
                    log.warn(
                            "Stopped with jobs that do not end or that the database has not heard"
                                    + " of");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        atWork.clear();
    }

    private static Thread stopped(QueueScheduler scheduler) {
        return Thread.ofVirtual()
                .name("job-stop")
                .start(
                        () -> {
                            try {
                                scheduler.stop();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }

    private static boolean areOver(List<Thread> stops, Duration within)
            throws InterruptedException {
        long end = System.nanoTime() + within.toNanos();
        boolean over = true;
        for (Thread each : stops) {
            // also where none is left: whether it is over by now
            over &= each.join(Duration.ofNanos(end - System.nanoTime()));
        }
        return over;
    }

    @Override
    public synchronized boolean isRunning() {
        return !atWork.isEmpty();
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
                runner.run(
                        id,
                        instance.getData(),
                        () -> stopping || context.getSchedulerState().isShuttingDown());
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
