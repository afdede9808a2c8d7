package dev.bailiwick.posture.task;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.access.Standings;

import org.slf4j.MDC;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Runs one attempt at one job: from the bare id the engine knows, through the owner's scope, to the
 * handler and back.
 */
@Component
final class JobRunner {

    private final JobOwners owners;
    private final Standings standings;
    private final Claims claims;
    private final AttemptRunner attempts;

    JobRunner(JobOwners owners, Standings standings, Claims claims, AttemptRunner attempts) {
        this.owners = owners;
        this.standings = standings;
        this.claims = claims;
        this.attempts = attempts;
    }

    /** What becomes of the engine's row. */
    sealed interface Next {

        record Remove() implements Next {}

        record Again(Duration delay) implements Next {}

        /** It belongs to another attempt. */
        record Leave() implements Next {}
    }

    Next run(JobId id, BooleanSupplier stopping) {
        return owners.of(id).map(owner -> run(id, owner, stopping)).orElseGet(Next.Remove::new);
    }

    private Next run(JobId id, JobOwners.Owner owner, BooleanSupplier stopping) {
        Admission admission = Admission.of(owner, standings);
        return Scopes.call(owner.wholeTenant(), () -> claim(id, owner, admission, stopping));
    }

    private Next claim(
            JobId id, JobOwners.Owner owner, Admission admission, BooleanSupplier stopping) {
        return switch (claims.claim(id, admission)) {
            case Envelope.Claim.Over() -> new Next.Remove();
            case Envelope.Claim.Begun(Envelope envelope) -> {
                try (var _ = MDC.putCloseable(JobLog.CORRELATION, envelope.correlation());
                        var _ = MDC.putCloseable(JobLog.JOB, id.toString())) {
                    yield attempts.run(envelope, owner, stopping);
                }
            }
        };
    }
}
