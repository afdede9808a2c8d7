package dev.bailiwick.posture.task;

import org.springframework.stereotype.Component;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tells this process's schedulers that a job has been committed; others notice by polling. */
@Component
final class JobSignal {

    private final Map<JobQueue, Runnable> listeners = new ConcurrentHashMap<>();

    void connect(JobQueue queue, Runnable listener) {
        listeners.put(queue, listener);
    }

    void disconnect() {
        listeners.clear();
    }

    void wake(JobQueue queue) {
        Runnable listener = listeners.get(queue);
        if (listener != null) {
            listener.run();
        }
    }
}
