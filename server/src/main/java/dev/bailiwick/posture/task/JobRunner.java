package dev.bailiwick.posture.task;

import dev.bailiwick.core.AuthorityMovedException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.access.Standings;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/**
 * Runs one attempt at one job: from the bare id the engine knows, through the owner's scope, to the
 * handler and back.
 */
@Component
final class JobRunner {

    private static final Logger log = LoggerFactory.getLogger(JobRunner.class);

    private final JobOwners owners;
    private final Standings standings;
    private final Claims claims;
    private final Attempts attempts;
    private final JobHandlers handlers;

    JobRunner(
            JobOwners owners,
            Standings standings,
            Claims claims,
            Attempts attempts,
            JobHandlers handlers) {
        this.owners = owners;
        this.standings = standings;
        this.claims = claims;
        this.attempts = attempts;
        this.handlers = handlers;
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
                    yield attempt(envelope, owner, stopping);
                }
            }
        };
    }

    private Next attempt(Envelope envelope, JobOwners.Owner owner, BooleanSupplier stopping) {
        JobRun run =
                new JobRun(envelope.id(), envelope.attempt(), envelope.args(), attempts, stopping);
        try {
            JobOutcome outcome =
                    Scopes.call(
                            owner.scope(envelope.visibility(), envelope.epoch()),
                            () -> handlers.run(envelope.name(), run));
            return run.finished() ? new Next.Remove() : settle(envelope, outcome);
        } catch (StaleAttemptException e) {
            log.info("Job {}: {}", envelope.name(), e.getMessage());
            return new Next.Leave();
        } catch (Exception e) {
            return threw(envelope, e, stopping);
        }
    }

    private Next settle(Envelope envelope, JobOutcome outcome) {
        JobId id = envelope.id();
        int attempt = envelope.attempt();
        return switch (outcome) {
            case JobOutcome.Done(Map<String, Object> result) -> {
                attempts.end(id, attempt, "completed", result);
                yield new Next.Remove();
            }
            case JobOutcome.Failed(String reason) -> {
                log.warn("Job {} failed: {}", envelope.name(), reason);
                attempts.end(id, attempt, "failed", Failure.of(reason));
                yield new Next.Remove();
            }
            case JobOutcome.Later(Duration delay) -> {
                attempts.giveBack(id, attempt, envelope.failures());
                yield new Next.Again(delay);
            }
        };
    }

    private Next threw(Envelope envelope, Exception cause, BooleanSupplier stopping) {
        JobId id = envelope.id();
        int attempt = envelope.attempt();
        if (AuthorityMovedException.isBehind(cause)) {
            log.info("Job {} is admitted anew, since authority has changed", envelope.name());
            attempts.giveBack(id, attempt, envelope.failures());
            return new Next.Again(Backoff.afterAMove(ThreadLocalRandom.current()));
        }
        if (stopping.getAsBoolean()) {
            // cut off by us: not the job's failure. The interrupt has served its purpose.
            Thread.interrupted();
            attempts.giveBack(id, attempt, envelope.failures());
            return new Next.Again(Duration.ZERO);
        }
        int failures = envelope.failures() + 1;
        if (failures >= Backoff.MOST_FAILURES) {
            log.error("Job {} failed for good, {} times", envelope.name(), failures, cause);
            attempts.end(id, attempt, "failed", Failure.of(cause, id, envelope.correlation()));
            return new Next.Remove();
        }
        Duration delay = Backoff.after(failures, ThreadLocalRandom.current());
        log.warn("Job {} failed, runs again in {}", envelope.name(), delay, cause);
        attempts.giveBack(id, attempt, failures);
        return new Next.Again(delay);
    }
}
