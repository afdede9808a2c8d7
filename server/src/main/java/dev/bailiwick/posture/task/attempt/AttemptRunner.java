package dev.bailiwick.posture.task.attempt;

import dev.bailiwick.core.AuthorityMovedException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.audit.RefusalAudit;
import dev.bailiwick.core.audit.Rule;
import dev.bailiwick.posture.task.attempt.JobRunner.Next;
import dev.bailiwick.posture.task.job.JobOwner;

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
import java.util.function.Supplier;

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
        return handlers.find(envelope.name())
                .map(handler -> new Attempt(envelope, owner, handler, stopping).run())
                .orElseGet(() -> leaveToOthers(envelope));
    }

    /** To a newer process, which enqueued it, or until this one is replaced by such. */
    private Next leaveToOthers(Envelope envelope) {
        log.warn("Nothing here runs jobs named {}: left to others", envelope.name());
        attempts.giveBack(envelope.id(), envelope.attempt(), envelope.failures());
        return new Next.Again(UNKNOWN);
    }

    /** One attempt of this thread. Whatever it cannot write is {@link StaleAttemptException}. */
    private final class Attempt {

        private final Envelope envelope;
        private final JobOwner owner;
        private final JobHandler handler;
        private final RunningAttempt attempt;
        private final JobRun run;

        Attempt(Envelope envelope, JobOwner owner, JobHandler handler, BooleanSupplier stopping) {
            this.envelope = envelope;
            this.owner = owner;
            this.handler = handler;
            this.attempt = running.enter(envelope, handler.limits());
            this.run = new JobRun(envelope, attempts, attempt, stopping, handler.runsWhenNotOpen());
        }

        Next run() {
            JobOutcome outcome;
            try {
                outcome = call();
            } catch (StaleAttemptException e) {
                return cutOff();
            } catch (OutOfMemoryError e) {
                // the process ends by it
                throw e;
            } catch (Exception | Error e) {
                return unlessCut(true, () -> threw(exception(e)));
            }
            return unlessCut(outcome instanceof JobOutcome.Later, () -> settle(outcome));
        }

        private JobOutcome call() throws Exception {
            Timer.Sample sample = Timer.start(meters);
            String ending = "thrown";
            try {
                JobOutcome outcome =
                        Scopes.call(
                                owner.scope(envelope.visibility(), envelope.epoch()),
                                () -> handler.run(run));
                ending = outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
                return outcome;
            } finally {
                running.leave(attempt);
                sample.stop(
                        meters.timer(
                                "bailiwick.job.runs", "name", envelope.name(), "ending", ending));
            }
        }

        /**
         * @param unfinished whether the job would have to run again
         */
        private Next unlessCut(boolean unfinished, Supplier<Next> next) {
            if (run.finished()) {
                return new Next.Leave();
            }
            return switch (attempt.cut()) {
                case STALE -> cutOff();
                case OVERTIME -> unfinished ? overtime() : next.get();
                case null -> next.get();
            };
        }

        /**
         * One that is the current attempt for all that may not go on in its tenant, which the next
         * claim says. Of any other, another attempt has the engine's row, or nobody needs it any
         * more.
         */
        private Next cutOff() {
            log.info(
                    "Job {} was cut off: it may not go on, or is another attempt's",
                    envelope.name());
            return again(failures(), Duration.ZERO);
        }

        private Next overtime() {
            Duration limit = attempt.limits().hard();
            log.error("Job {} took longer than {}", envelope.name(), limit);
            return fail(Failure.overtime(limit));
        }

        private Next settle(JobOutcome outcome) {
            return switch (outcome) {
                case JobOutcome.Done(Map<String, Object> result) -> {
                    attempts.complete(envelope.id(), envelope.attempt(), result);
                    yield new Next.Leave();
                }
                case JobOutcome.Failed(String reason) -> {
                    log.warn("Job {} failed: {}", envelope.name(), reason);
                    yield fail(Failure.of(reason));
                }
                case JobOutcome.Later(Duration delay) -> again(failures(), delay);
            };
        }

        private Next threw(Exception cause) {
            if (AuthorityMovedException.isBehind(cause)) {
                log.info("Job {} is admitted anew, since authority has changed", envelope.name());
                refusals.refused(owner.asked(), Rule.EPOCH);
                return again(failures(), Backoff.afterAMove(ThreadLocalRandom.current()));
            }
            if (run.stopping()) {
                // cut off by us: not the job's failure. The interrupt has served its purpose.
                Thread.interrupted();
                return again(failures(), Duration.ZERO);
            }
            return tryAgain(cause);
        }

        private Next tryAgain(Exception cause) {
            int failures = failures() + 1;
            if (failures >= Backoff.MOST_FAILURES || !isWorthIt(cause)) {
                log.error("Job {} failed for good, {} times", envelope.name(), failures, cause);
                return fail(Failure.of(cause, envelope.id(), envelope.correlation()));
            }
            Duration delay = Backoff.after(failures, ThreadLocalRandom.current());
            log.warn("Job {} failed, runs again in {}", envelope.name(), delay, cause);
            return again(failures, delay);
        }

        private boolean isWorthIt(Exception cause) {
            return Troubles.passes(cause) || handler.retries(cause);
        }

        private int failures() {
            return run.countsAnew() ? 0 : envelope.failures();
        }

        private Next again(int failures, Duration delay) {
            attempts.giveBack(envelope.id(), envelope.attempt(), failures);
            return new Next.Again(delay);
        }

        private Next fail(Map<String, Object> failure) {
            attempts.fail(envelope, failure);
            return new Next.Leave();
        }
    }

    /** Else the engine would run the job again and again, as if its process had died. */
    private static Exception exception(Throwable thrown) {
        return thrown instanceof Exception e ? e : new ExecutionException(thrown);
    }
}
