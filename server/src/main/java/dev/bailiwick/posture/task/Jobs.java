package dev.bailiwick.posture.task;

import dev.bailiwick.posture.task.job.JobId;

import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Where work in the background is asked for, and called off. */
@Component
public final class Jobs {

    private final NewJobs added;
    private final Cancellation cancellation;

    Jobs(NewJobs added, Cancellation cancellation) {
        this.added = added;
        this.cancellation = cancellation;
    }

    /**
     * Asks for work, in the tenant in scope and in the transaction under way: when that is rolled
     * back, there is no job; when it commits, the job starts at once, after its delay, or when what
     * it needs is completed.
     *
     * @return its id; that of the one that is there already, if {@link JobRequest#once} says so
     * @throws IllegalStateException outside a transaction, and if nothing here runs such jobs
     * @throws IllegalArgumentException if it is to wait for one that is not there or was cancelled
     */
    public JobId enqueue(JobRequest request) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException(
                    "Job '" + request.name() + "' must be enqueued in the transaction causing it");
        }
        return added.addOrFind(request);
    }

    /**
     * Ends a job of the tenant in scope, waiting or running, in the transaction under way; its
     * handler is told within it. A running attempt writes nothing after it and is interrupted
     * shortly.
     *
     * @param reason for the task's result
     * @return false if there is no such job or it is over
     */
    public boolean cancel(JobId job, String reason) {
        return cancellation.cancel(job, reason);
    }
}
