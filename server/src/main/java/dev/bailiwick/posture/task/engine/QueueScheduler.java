package dev.bailiwick.posture.task.engine;

import com.github.kagkarlsson.scheduler.Scheduler;

import java.time.Duration;
import java.util.concurrent.ExecutorService;

/** One of the engine's schedulers, with the threads that its jobs run in. */
final class QueueScheduler {

    /** Whatever is picked at the moment is picked by then, unless the database does not answer. */
    private static final Duration WHILE_PICKING = Duration.ofSeconds(1);

    private final Scheduler scheduler;
    private final ExecutorService threads;
    private final Runnable giveBack;

    /**
     * @param giveBack ends the picking, and gives back what was picked and has not begun
     */
    QueueScheduler(Scheduler scheduler, ExecutorService threads, Runnable giveBack) {
        this.scheduler = scheduler;
        this.threads = threads;
        this.giveBack = giveBack;
    }

    void start() {
        scheduler.start();
    }

    /** Picks what is due now, and not when its time has come round. */
    void wake() {
        scheduler.triggerCheckForDueExecutions();
    }

    /**
     * Begins no more jobs and waits for those that run; as long as the engine does, which is longer
     * where the database does not answer.
     */
    void stop() throws InterruptedException {
        Thread giving = Thread.ofVirtual().name("job-return").start(giveBack);
        // the engine would interrupt a pick, and nobody would know what the database had picked
        giving.join(WHILE_PICKING);
        scheduler.stop();
        giving.join();
    }

    void interruptJobs() {
        threads.shutdownNow();
    }
}
