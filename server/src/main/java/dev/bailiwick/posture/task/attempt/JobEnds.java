package dev.bailiwick.posture.task.attempt;

import dev.bailiwick.posture.task.job.JobRef;
import dev.bailiwick.posture.task.job.JobSignal;
import dev.bailiwick.posture.task.job.Needs;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What else happens when a job is over: handlers are told of theirs that are over without being
 * done, and those that waited go on. Part of the transaction that ends the job, which ends it
 * whatever a handler makes of that.
 */
@Component
final class JobEnds {

    private static final Logger log = LoggerFactory.getLogger(JobEnds.class);

    private final JobHandlers handlers;
    private final Needs needs;
    private final JobSignal signal;
    private final TransactionTemplate nested;

    JobEnds(
            JobHandlers handlers,
            Needs needs,
            JobSignal signal,
            PlatformTransactionManager transactions) {
        this.handlers = handlers;
        this.needs = needs;
        this.signal = signal;
        this.nested = new TransactionTemplate(transactions);
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
    }

    /**
     * Those that waited for a completed one begin.
     *
     * @param count how many
     */
    void released(int count) {
        if (count > 0) {
            signal.wakeAllAfterCommit();
        }
    }

    /** Those that wait for it go on waiting: it may be retried. */
    void failed(JobRef job, String reason) {
        handlers.find(job.name())
                .ifPresent(
                        handler -> tell(job, () -> handler.failed(job.id(), job.args(), reason)));
    }

    /** Those that wait for it are cancelled too. */
    void cancelled(JobRef job) {
        tellCancelled(job);
        needs.cancelled(job.id()).forEach(this::tellCancelled);
    }

    private void tellCancelled(JobRef job) {
        handlers.find(job.name())
                .ifPresent(handler -> tell(job, () -> handler.cancelled(job.id(), job.args())));
    }

    /**
     * An exception must not keep a job going that cannot go on: it would come here for ever.
     * Trouble with the database is another thing: what the handler was to write would be missing
     * for good, so the whole transaction is for its caller to repeat.
     */
    private void tell(JobRef job, Runnable end) {
        try {
            nested.executeWithoutResult(status -> end.run());
        } catch (RuntimeException e) {
            if (Troubles.passes(e)) {
                throw e instanceof DataAccessException
                        ? e
                        : new TransientDataAccessResourceException("The end of job " + job.id(), e);
            }
            log.error("The handler of {} did not take the end of job {}", job.name(), job.id(), e);
        }
    }
}
