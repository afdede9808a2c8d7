package dev.bailiwick.posture.task;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import java.util.Map;

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
    void failed(JobId id, String name, Map<String, String> args, String reason) {
        handlers.find(name)
                .ifPresent(handler -> tell(id, name, () -> handler.failed(id, args, reason)));
    }

    /** Those that wait for it are cancelled too. */
    void cancelled(JobId id, String name, Map<String, String> args) {
        tellCancelled(id, name, args);
        needs.cancelled(id).forEach(each -> tellCancelled(each.id(), each.name(), each.args()));
    }

    private void tellCancelled(JobId id, String name, Map<String, String> args) {
        handlers.find(name).ifPresent(handler -> tell(id, name, () -> handler.cancelled(id, args)));
    }

    /**
     * An exception must not keep a job going that cannot go on: it would come here for ever.
     * Trouble with the database is another thing: what the handler was to write would be missing
     * for good, so the whole transaction is for its caller to repeat.
     */
    private void tell(JobId id, String name, Runnable end) {
        try {
            nested.executeWithoutResult(status -> end.run());
        } catch (RuntimeException e) {
            if (Troubles.passes(e)) {
                throw e instanceof DataAccessException
                        ? e
                        : new TransientDataAccessResourceException("The end of job " + id, e);
            }
            log.error("The handler of {} did not take the end of job {}", name, id, e);
        }
    }
}
