package dev.bailiwick.posture.task.job;

import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tells this process's schedulers that a job has been committed; others notice by polling. */
@Component
public final class JobSignal {

    private final Map<JobQueue, Runnable> listeners = new ConcurrentHashMap<>();

    public void connect(JobQueue queue, Runnable listener) {
        listeners.put(queue, listener);
    }

    public void disconnect() {
        listeners.clear();
    }

    public void wake(JobQueue queue) {
        Runnable listener = listeners.get(queue);
        if (listener != null) {
            listener.run();
        }
    }

    /** Needs a transaction. */
    public void wakeAfterCommit(JobQueue queue) {
        afterCommit(List.of(queue));
    }

    /** Needs a transaction. */
    public void wakeAllAfterCommit() {
        afterCommit(List.of(JobQueue.values()));
    }

    private void afterCommit(List<JobQueue> queues) {
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        queues.forEach(JobSignal.this::wake);
                    }
                });
    }
}
