package dev.bailiwick.posture.task;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import java.util.Map;

/**
 * Tells handlers that a job of theirs is over without being done. Part of the transaction that ends
 * it, which ends it whatever the handler makes of that.
 */
@Component
final class JobEnds {

    private static final Logger log = LoggerFactory.getLogger(JobEnds.class);

    private final JobHandlers handlers;
    private final TransactionTemplate nested;

    JobEnds(JobHandlers handlers, PlatformTransactionManager transactions) {
        this.handlers = handlers;
        this.nested = new TransactionTemplate(transactions);
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
    }

    void failed(JobId id, String name, Map<String, String> args, String reason) {
        handlers.find(name)
                .ifPresent(handler -> tell(id, name, () -> handler.failed(id, args, reason)));
    }

    void cancelled(JobId id, String name, Map<String, String> args) {
        handlers.find(name).ifPresent(handler -> tell(id, name, () -> handler.cancelled(id, args)));
    }

    /** An exception must not keep a job going that cannot go on: it would come here for ever. */
    private void tell(JobId id, String name, Runnable end) {
        try {
            nested.executeWithoutResult(status -> end.run());
        } catch (RuntimeException e) {
            log.error("The handler of {} did not take the end of job {}", name, id, e);
        }
    }
}
