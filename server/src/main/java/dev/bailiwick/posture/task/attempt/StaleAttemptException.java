package dev.bailiwick.posture.task.attempt;

import dev.bailiwick.posture.task.job.JobId;

import org.springframework.modulith.NamedInterface;

/**
 * This attempt was given up for dead and another one has taken over, the job was cancelled or
 * removed, or its tenant is no longer open. Handlers let it pass: their transaction is rolled back.
 */
@NamedInterface("attempt")
public final class StaleAttemptException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StaleAttemptException(JobId job, int attempt) {
        super(
                "Attempt %d of job %s is over: the job was cancelled, its tenant is not open, or another attempt has taken over"
                        .formatted(attempt, job));
    }
}
