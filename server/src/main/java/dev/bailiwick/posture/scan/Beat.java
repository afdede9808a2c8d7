package dev.bailiwick.posture.scan;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.ingestion.ScanIntake;
import dev.bailiwick.posture.task.JobRun;
import dev.bailiwick.posture.task.StaleAttemptException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * What goes on beside a scanner, which may print nothing for an hour: shows how far it is, keeps
 * what has come in from being taken for abandoned, calls the scan off when its tenant is closed,
 * and interrupts it when it is nobody's any more.
 */
final class Beat implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Beat.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final int TOUCHES_EVERY = 15;

    private final ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread scanning = Thread.currentThread();
    private final JobRun run;
    private final ScanIntake intake;
    private final Output output;
    private final IntConsumer shown;
    private final BooleanSupplier calledOff;
    private int last;

    private Beat(
            JobRun run,
            ScanIntake intake,
            Output output,
            IntConsumer shown,
            BooleanSupplier calledOff) {
        this.run = run;
        this.intake = intake;
        this.output = output;
        this.shown = shown;
        this.calledOff = calledOff;
    }

    /**
     * Begins, for a scanner that runs in the calling thread.
     *
     * @param shown shows a new percentage, as a part of a transaction
     * @param calledOff cancels the scan's job if it must not go on, likewise; whether it has
     */
    static Beat of(
            JobRun run,
            ScanIntake intake,
            Output output,
            IntConsumer shown,
            BooleanSupplier calledOff) {
        Beat beat = new Beat(run, intake, output, shown, calledOff);
        Callable<Boolean> carried = Scopes.carry(beat::beat);
        var _ = beat.thread.submit(carried);
        return beat;
    }

    private boolean beat() throws InterruptedException {
        try {
            for (int n = 0; !Thread.currentThread().isInterrupted(); n++) {
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
                once(n % TOUCHES_EVERY == 0);
            }
        } catch (StaleAttemptException e) {
            scanning.interrupt();
        }
        return true;
    }

    private void once(boolean touches) {
        int percent = output.percent();
        try {
            run.inTransaction(
                    () -> {
                        // a cancelled one is interrupted by whoever watches attempts
                        if (calledOff.getAsBoolean()) {
                            return;
                        }
                        // the job's row first: what comes in holds it too, and then waits for
                        // the other
                        if (percent != last) {
                            shown.accept(percent);
                        }
                        if (touches) {
                            intake.touch();
                        }
                    });
            last = percent;
        } catch (DataAccessException e) {
            // the next one may succeed; if none does, so does nothing that the scan writes
            log.warn("The progress of a scan could not be shown", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        thread.close();
    }
}
