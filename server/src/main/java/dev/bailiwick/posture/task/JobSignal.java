package dev.bailiwick.posture.task;

import org.springframework.stereotype.Component;

import java.util.concurrent.atomic.AtomicReference;

/** Tells this process's scheduler that a job has been committed; others notice by polling. */
@Component
final class JobSignal {

    private final AtomicReference<Runnable> listener = new AtomicReference<>(() -> {});

    void connect(Runnable newListener) {
        listener.set(newListener);
    }

    void wake() {
        listener.get().run();
    }
}
