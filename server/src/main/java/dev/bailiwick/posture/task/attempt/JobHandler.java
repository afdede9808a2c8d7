package dev.bailiwick.posture.task.attempt;

import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.task.job.JobId;
import dev.bailiwick.posture.task.job.JobQueue;

import org.springframework.modulith.NamedInterface;

import java.util.Map;

/** Does the work of all jobs of one name. A bean; called in the scope of the job's tenant. */
@NamedInterface("attempt")
public interface JobHandler {

    /** The name of the jobs this one runs, as the API shows it. */
    String name();

    /** Where its jobs wait. */
    default JobQueue queue() {
        return JobQueue.GENERAL;
    }

    /** How long an attempt may take. */
    default TimeLimits limits() {
        return TimeLimits.USUAL;
    }

    /**
     * Does the work, or goes on with it: an earlier attempt may have been cut off anywhere between
     * its transactions. Called outside any transaction; everything written goes through {@link
     * JobRun#inTransaction}, so that an attempt that was given up for dead writes nothing.
     *
     * <p>Interrupted when the job is cancelled, taken over or beyond its hard limit. It then ends
     * what it has started, child processes first, and throws or returns; what it returns is not
     * heeded.
     *
     * @throws Exception to be tried again later, a bounded number of times
     */
    JobOutcome run(JobRun run) throws Exception;

    /**
     * Whether a job that threw this is worth another attempt. Not asked about trouble with the
     * database, which always is.
     */
    default boolean retries(Exception cause) {
        return true;
    }

    /**
     * What one must hold for a job of one's own to run, to cancel one that somebody else asked for,
     * and to retry any. There is no default: to forget is not to decide.
     */
    Permission permission();

    /**
     * Whether a job that is nobody's is done in a tenant that is not open: suspended, cancelled,
     * archived or deleted. So where it ends what has begun, or what has been kept for long enough.
     * Any other is cancelled when its turn comes, or with its next transaction.
     */
    default boolean runsWhenNotOpen() {
        return false;
    }

    /** Whether people may cancel it at all. Not so where half of the work must not stay. */
    default boolean cancellable() {
        return true;
    }

    /**
     * Whether a job that has failed for good may begin anew, when somebody asks for it. Not so
     * where what it works on is cleared away after a failure.
     */
    default boolean retryable() {
        return true;
    }

    /**
     * Whether a job about a provider may run when that is deleted, or gone: the runner cancels all
     * others.
     */
    default boolean outlivesProvider() {
        return false;
    }

    /**
     * Told when a job that has failed begins anew, in the transaction that makes it available.
     *
     * @param args the job's
     */
    default void retried(JobId job, Map<String, String> args) {}

    /**
     * Told when a job is cancelled, whoever does so, so that the feature's own rows say so too.
     * Part of the transaction that cancels: what was written by the attempt under way stands, and
     * it will write nothing more.
     *
     * @param args the job's
     */
    default void cancelled(JobId job, Map<String, String> args) {}

    /**
     * Told when a job has failed for good: by what {@link #run} returned or threw, by its limit, or
     * because the server died over it. Part of the transaction that says so.
     *
     * @param args the job's
     * @param reason as the API shows it
     */
    default void failed(JobId job, Map<String, String> args, String reason) {}
}
