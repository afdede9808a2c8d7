package dev.bailiwick.posture.task.attempt;

import org.springframework.stereotype.Component;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The attempts that this process is at. */
@Component
final class Running {

    private final Set<RunningAttempt> attempts = ConcurrentHashMap.newKeySet();

    /** Of the current thread, which {@linkplain #leave leaves} it in any case. */
    RunningAttempt enter(Envelope envelope, TimeLimits limits) {
        RunningAttempt attempt = new RunningAttempt(envelope.id(), envelope.attempt(), limits);
        attempts.add(attempt);
        return attempt;
    }

    void leave(RunningAttempt attempt) {
        attempts.remove(attempt);
        attempt.leave();
    }

    List<RunningAttempt> all() {
        return List.copyOf(attempts);
    }
}
