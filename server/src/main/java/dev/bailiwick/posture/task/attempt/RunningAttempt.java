package dev.bailiwick.posture.task.attempt;

import dev.bailiwick.posture.task.job.JobId;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** An attempt that this process is at, and the means to cut it off. */
final class RunningAttempt {

    /** Why an attempt is cut off. */
    enum Cut {
        /**
         * The job was cancelled or removed, another attempt has taken over, or its tenant is not
         * open.
         */
        STALE,
        /** It went on beyond the hard limit. */
        OVERTIME
    }

    private final JobId job;
    private final int number;
    private final TimeLimits limits;
    private final long began = System.nanoTime();
    private final Thread thread = Thread.currentThread();
    private volatile @Nullable Cut cut;
    private boolean over;

    /** Of the current thread. */
    RunningAttempt(JobId job, int number, TimeLimits limits) {
        this.job = job;
        this.number = number;
        this.limits = limits;
    }

    JobId job() {
        return job;
    }

    int number() {
        return number;
    }

    TimeLimits limits() {
        return limits;
    }

    boolean isBeyond(Duration limit) {
        return System.nanoTime() - began >= limit.toNanos();
    }

    @Nullable Cut cut() {
        return cut;
    }

    /** Interrupts it, again if it was before: it may have been somewhere where that is lost. */
    synchronized void cutOff(Cut cause) {
        if (!over) {
            if (cut == null) {
                cut = cause;
            }
            thread.interrupt();
        }
    }

    /** It found out by itself: whatever it does from here on comes to nothing. */
    synchronized void becameStale() {
        if (!over && cut == null) {
            cut = Cut.STALE;
        }
    }

    /** Called by its thread at the end: from here on it is not interrupted by us. */
    synchronized void leave() {
        over = true;
        if (cut != null) {
            Thread.interrupted();
        }
    }
}
