package dev.bailiwick.posture.task;

/**
 * This attempt was given up for dead and another one has taken over, the job was cancelled or
 * removed, or its tenant is no longer open. Handlers let it pass: their transaction is rolled back.
 */
public final class StaleAttemptException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StaleAttemptException(JobId job, int attempt) {
        super(
                "Attempt %d of job %s is over: the job was cancelled, its tenant is not open, or another attempt has taken over"
                        .formatted(attempt, job));
    }
}
