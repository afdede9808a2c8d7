package dev.bailiwick.posture.task.attempt;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.audit.RefusalAudit;
import dev.bailiwick.posture.access.Standings;
import dev.bailiwick.posture.task.job.JobId;
import dev.bailiwick.posture.task.job.JobLog;
import dev.bailiwick.posture.task.job.JobOwner;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Runs one attempt at one job: from the id that the engine knows, through the owner's scope, to the
 * handler and back.
 */
@Component
public final class JobRunner {

    private static final Logger log = LoggerFactory.getLogger(JobRunner.class);

    private final Standings standings;
    private final Claims claims;
    private final AttemptRunner runner;
    private final Attempts attempts;
    private final RefusalAudit refusals;

    JobRunner(
            Standings standings,
            Claims claims,
            AttemptRunner runner,
            Attempts attempts,
            RefusalAudit refusals) {
        this.refusals = refusals;
        this.standings = standings;
        this.claims = claims;
        this.runner = runner;
        this.attempts = attempts;
    }

    /** What becomes of the engine's row. */
    public sealed interface Next {

        record Remove() implements Next {}

        record Again(Duration delay) implements Next {}

        /** It went with the end of the job, or belongs to another attempt. */
        record Leave() implements Next {}
    }

    public Next run(JobId id, JobOwner owner, BooleanSupplier stopping) {
        Admission admission = Admission.of(owner, standings);
        return Scopes.call(owner.wholeTenant(), () -> attempt(id, owner, admission, stopping));
    }

    private Next attempt(JobId id, JobOwner owner, Admission admission, BooleanSupplier stopping) {
        try {
            return switch (claims.claim(id, admission)) {
                case Envelope.Claim.Over() -> new Next.Remove();
                case Envelope.Claim.Ended(var refusal) -> {
                    if (refusal != null) {
                        refusals.refused(owner.asked(), refusal);
                    }
                    yield new Next.Leave();
                }
                case Envelope.Claim.Begun(Envelope envelope) -> {
                    try (var _ = MDC.putCloseable(JobLog.CORRELATION, envelope.correlation());
                            var _ = MDC.putCloseable(JobLog.JOB, id.toString())) {
                        yield runner.run(envelope, owner, stopping);
                    }
                }
            };
        } catch (StaleAttemptException e) {
            log.info("{}", e.getMessage());
            // another attempt has the engine's row, or nobody needs it any more
            return attempts.isOver(id) ? new Next.Remove() : new Next.Leave();
        }
    }
}
