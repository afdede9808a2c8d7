package dev.bailiwick.posture.task;

import dev.bailiwick.core.AuthorityMovedException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.audit.RefusalAudit;
import dev.bailiwick.core.audit.Rule;
import dev.bailiwick.posture.task.JobRunner.Next;
import dev.bailiwick.posture.task.RunningAttempt.Cut;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/** Calls the handler of a claimed job and turns what comes of it into what happens next. */
@Component
final class AttemptRunner {

    private static final Logger log = LoggerFactory.getLogger(AttemptRunner.class);

    private static final Duration UNKNOWN = Duration.ofSeconds(30);

    private final Attempts attempts;
    private final JobHandlers handlers;
    private final Running running;
    private final MeterRegistry meters;
    private final RefusalAudit refusals;

    AttemptRunner(
            Attempts attempts,
            JobHandlers handlers,
            Running running,
            MeterRegistry meters,
            RefusalAudit refusals) {
        this.refusals = refusals;
        this.attempts = attempts;
        this.handlers = handlers;
        this.running = running;
        this.meters = meters;
    }

    Next run(Envelope envelope, JobOwner owner, BooleanSupplier stopping) {
        TimeLimits limits =
                handlers.find(envelope.name()).map(JobHandler::limits).orElse(TimeLimits.USUAL);
        boolean whenClosed =
                handlers.find(envelope.name()).map(JobHandler::runsWhenClosed).orElse(false);
        RunningAttempt attempt = running.enter(envelope, limits);
        JobRun run = new JobRun(envelope, attempts, attempt, stopping, whenClosed);
        try {
            if (handlers.find(envelope.name()).isEmpty()) {
                return leaveToOthers(envelope, attempt);
            }
            return run(envelope, owner, run, attempt, stopping);
        } catch (StaleAttemptException e) {
            log.info("Job {}: {}", envelope.name(), e.getMessage());
            return stale(envelope);
        }
    }

    private Next run(
            Envelope envelope,
            JobOwner owner,
            JobRun run,
            RunningAttempt attempt,
            BooleanSupplier stopping) {
        JobOutcome outcome;
        try {
            outcome = call(envelope, owner, run, attempt);
        } catch (StaleAttemptException e) {
            throw e;
        } catch (OutOfMemoryError e) {
            // the process ends by it
            throw e;
        } catch (Exception | Error e) {
            return run.finished()
                    ? new Next.Leave()
                    : threw(after(run, envelope), owner, exception(e), attempt, stopping);
        }
        return run.finished() ? new Next.Leave() : settle(after(run, envelope), outcome, attempt);
    }

    /** Else the engine would run the job again and again, as if its process had died. */
    private static Exception exception(Throwable thrown) {
        return thrown instanceof Exception e ? e : new ExecutionException(thrown);
    }

    private static Envelope after(JobRun run, Envelope envelope) {
        return run.countsAnew() ? envelope.withoutFailures() : envelope;
    }

    /** To a newer process, which enqueued it, or until this one is replaced by such. */
    private Next leaveToOthers(Envelope envelope, RunningAttempt attempt) {
        running.leave(attempt);
        log.warn("Nothing here runs jobs named {}: left to others", envelope.name());
        giveBack(envelope, envelope.failures());
        return new Next.Again(UNKNOWN);
    }

    private JobOutcome call(Envelope envelope, JobOwner owner, JobRun run, RunningAttempt attempt)
            throws Exception {
        Timer.Sample sample = Timer.start(meters);
        String ending = "thrown";
        try {
            JobOutcome outcome =
                    Scopes.call(
                            owner.scope(envelope.visibility(), envelope.epoch()),
                            () -> handlers.get(envelope.name()).run(run));
            ending = outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
            return outcome;
        } finally {
            running.leave(attempt);
            sample.stop(
                    meters.timer("bailiwick.job.runs", "name", envelope.name(), "ending", ending));
        }
    }

    private Next settle(Envelope envelope, JobOutcome outcome, RunningAttempt attempt) {
        if (attempt.cut() == Cut.STALE) {
            return cutOff(envelope);
        }
        return switch (outcome) {
            case JobOutcome.Done(Map<String, Object> result) -> {
                attempts.complete(envelope.id(), envelope.attempt(), result);
                yield new Next.Leave();
            }
            case JobOutcome.Failed(String reason) -> {
                log.warn("Job {} failed: {}", envelope.name(), reason);
                yield fail(envelope, Failure.of(reason));
            }
            case JobOutcome.Later(Duration delay) -> {
                if (attempt.cut() == Cut.OVERTIME) {
                    yield overtime(envelope, attempt);
                }
                giveBack(envelope, envelope.failures());
                yield new Next.Again(delay);
            }
        };
    }

    private Next cutOff(Envelope envelope) {
        log.info("Job {} was cut off: it may not go on, or is another attempt's", envelope.name());
        return stale(envelope);
    }

    /**
     * One that is the current attempt for all that may not go on in its tenant, which the next
     * claim says. Of any other, another attempt has the engine's row, or nobody needs it any more.
     */
    private Next stale(Envelope envelope) {
        if (attempts.letGo(envelope.id(), envelope.attempt(), envelope.failures())) {
            return new Next.Again(Duration.ZERO);
        }
        return attempts.isOver(envelope.id()) ? new Next.Remove() : new Next.Leave();
    }

    private Next threw(
            Envelope envelope,
            JobOwner owner,
            Exception cause,
            RunningAttempt attempt,
            BooleanSupplier stopping) {
        if (attempt.cut() == Cut.STALE) {
            return cutOff(envelope);
        }
        if (attempt.cut() == Cut.OVERTIME) {
            return overtime(envelope, attempt);
        }
        if (AuthorityMovedException.isBehind(cause)) {
            log.info("Job {} is admitted anew, since authority has changed", envelope.name());
            refusals.refused(owner.asked(), Rule.EPOCH);
            giveBack(envelope, envelope.failures());
            return new Next.Again(Backoff.afterAMove(ThreadLocalRandom.current()));
        }
        if (stopping.getAsBoolean()) {
            // cut off by us: not the job's failure. The interrupt has served its purpose.
            Thread.interrupted();
            giveBack(envelope, envelope.failures());
            return new Next.Again(Duration.ZERO);
        }
        return tryAgain(envelope, cause);
    }

    private Next tryAgain(Envelope envelope, Exception cause) {
        int failures = envelope.failures() + 1;
        if (failures >= Backoff.MOST_FAILURES || !isWorthIt(envelope, cause)) {
            log.error("Job {} failed for good, {} times", envelope.name(), failures, cause);
            return fail(envelope, Failure.of(cause, envelope.id(), envelope.correlation()));
        }
        Duration delay = Backoff.after(failures, ThreadLocalRandom.current());
        log.warn("Job {} failed, runs again in {}", envelope.name(), delay, cause);
        giveBack(envelope, failures);
        return new Next.Again(delay);
    }

    private boolean isWorthIt(Envelope envelope, Exception cause) {
        return Troubles.passes(cause)
                || handlers.find(envelope.name())
                        .map(handler -> handler.retries(cause))
                        .orElse(true);
    }

    private Next overtime(Envelope envelope, RunningAttempt attempt) {
        log.error("Job {} took longer than {}", envelope.name(), attempt.limits().hard());
        return fail(envelope, Failure.overtime(attempt.limits().hard()));
    }

    private Next fail(Envelope envelope, Map<String, Object> failure) {
        attempts.fail(envelope, failure);
        return new Next.Leave();
    }

    private void giveBack(Envelope envelope, int failures) {
        attempts.giveBack(envelope.id(), envelope.attempt(), failures);
    }
}
