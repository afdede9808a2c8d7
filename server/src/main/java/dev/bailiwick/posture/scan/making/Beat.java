package dev.bailiwick.posture.scan.making;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.task.attempt.StaleAttemptException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

/**
 * What goes on beside a scanner, which may print nothing for an hour: shows how far it is, keeps
 * what has come in from being taken for abandoned, and interrupts it when it is nobody's any more
 * or its tenant is not open.
 */
final class Beat implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Beat.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final int TOUCHES_EVERY = 15;

    private final ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread scanning = Thread.currentThread();
    private final Signs signs;
    private final IntSupplier percent;
    private int last;

    private Beat(Signs signs, IntSupplier percent) {
        this.signs = signs;
        this.percent = percent;
    }

    /**
     * What is asked of a scan, and shown of it, while its scanner is at work.
     *
     * @param transaction runs its argument in a transaction that commits while the scan is still
     *     this process's and may go on in its tenant, else throws {@link StaleAttemptException}
     * @param show takes the percentage; within a transaction, as {@code touch}
     */
    record Signs(Consumer<Runnable> transaction, IntConsumer show, Runnable touch) {}

    /** Begins, for a scanner that runs in the calling thread. */
    static Beat of(Signs signs, IntSupplier percent) {
        Beat beat = new Beat(signs, percent);
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
        int now = percent.getAsInt();
        try {
            signs.transaction.accept(
                    () -> {
                        // the job's row first: what comes in holds it too, and then waits for
                        // the other
                        if (now != last) {
                            signs.show.accept(now);
                        }
                        if (touches) {
                            signs.touch.run();
                        }
                    });
            last = now;
        } catch (StaleAttemptException e) {
            throw e;
        } catch (RuntimeException e) {
            // whatever it is, a connection not got among them: the next one may succeed; if none
            // does, so does nothing that the scan writes
            log.warn("The progress of a scan could not be shown", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        thread.close();
    }
}
