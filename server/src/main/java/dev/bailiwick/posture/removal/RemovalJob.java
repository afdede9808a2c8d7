package dev.bailiwick.posture.removal;

import dev.bailiwick.posture.task.attempt.JobHandler;
import dev.bailiwick.posture.task.attempt.TimeLimits;
import dev.bailiwick.posture.task.job.JobQueue;

/** A job that removes rows of what is deleted, or is deleted by it before. */
public interface RemovalJob extends JobHandler {

    @Override
    default JobQueue queue() {
        return JobQueue.DELETION;
    }

    @Override
    default TimeLimits limits() {
        return TimeLimits.LONG;
    }

    /** What is not to be kept goes, whoever may still look at the rest. */
    @Override
    default boolean runsWhenNotOpen() {
        return true;
    }

    /** What is half removed is seen by nobody and must not stay. */
    @Override
    default boolean cancellable() {
        return false;
    }
}
