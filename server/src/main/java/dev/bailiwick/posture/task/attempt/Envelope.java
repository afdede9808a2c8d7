package dev.bailiwick.posture.task.attempt;

import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.audit.Rule;
import dev.bailiwick.posture.access.Visibility;
import dev.bailiwick.posture.task.job.JobId;
import dev.bailiwick.posture.task.job.JobRef;

import org.jspecify.annotations.Nullable;

/**
 * What an attempt that has just begun works with.
 *
 * @param attempt its number
 * @param failures how many runs before it threw
 * @param visibility what the job's principal sees now, everything if it has none
 * @param epoch in which that is so; null without a principal
 */
record Envelope(
        JobRef job,
        String correlation,
        int attempt,
        int failures,
        Visibility visibility,
        @Nullable Epoch epoch) {

    JobId id() {
        return job.id();
    }

    String name() {
        return job.name();
    }

    Envelope with(Admission.Granted granted) {
        return new Envelope(
                job, correlation, attempt, failures, granted.visibility(), granted.epoch());
    }

    /** What claiming a job came to. */
    sealed interface Claim {

        /** The job is ours. */
        record Begun(Envelope envelope) implements Claim {}

        /**
         * It was begun, only to be ended: it may not run.
         *
         * @param refusal by which rule that was refused to its principal, if it was
         */
        record Ended(@Nullable Rule refusal) implements Claim {}

        /** There is nothing to do for it, now or ever. */
        record Over() implements Claim {}
    }
}
