package dev.bailiwick.posture.task.attempt;

import dev.bailiwick.posture.task.job.JobId;

import org.jspecify.annotations.Nullable;
import org.springframework.modulith.NamedInterface;

import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** One attempt at one job, as its handler sees it. Usable from several threads. */
@NamedInterface("attempt")
public final class JobRun {

    /** The argument that names the provider that a job is about. */
    public static final String PROVIDER = "provider_id";

    private final Attempts.Held held;
    private final Map<String, String> args;
    private final Attempts attempts;
    private final RunningAttempt running;
    private final BooleanSupplier stopping;
    private volatile boolean finished;
    private volatile boolean countsAnew;

    /**
     * @param whenNotOpen whether it goes on in a tenant that is not open
     */
    JobRun(
            Envelope envelope,
            Attempts attempts,
            RunningAttempt running,
            BooleanSupplier stopping,
            boolean whenNotOpen) {
        this.held = new Attempts.Held(envelope.id(), envelope.attempt(), whenNotOpen);
        this.args = envelope.job().args();
        this.attempts = attempts;
        this.running = running;
        this.stopping = stopping;
    }

    public JobId id() {
        return held.id();
    }

    /**
     * For effects outside the database: the same over all attempts at this job and no other's, so
     * that a system that heeds it has them once. One that does not has them at least once.
     */
    public String idempotencyKey() {
        return held.id().toString();
    }

    /** From 1; rises with each run, also with one that follows {@link JobOutcome.Later}. */
    public int attempt() {
        return held.attempt();
    }

    /**
     * @throws IllegalArgumentException if the job has no such argument
     */
    public String argument(String name) {
        String value = args.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "Job " + held.id() + " has no argument '" + name + "'");
        }
        return value;
    }

    /**
     * @throws IllegalArgumentException if the job has no such argument, or it is not a UUID
     */
    public UUID uuid(String name) {
        return UUID.fromString(argument(name));
    }

    /**
     * The provider that it is about.
     *
     * @throws IllegalArgumentException if it is about none
     */
    public UUID provider() {
        return uuid(PROVIDER);
    }

    /**
     * Runs {@code work} in a transaction of its own that commits only while this attempt is the
     * current one: until its end the job's row stays locked against a takeover. It does not begin
     * in a tenant that is not open, unless the handler {@linkplain JobHandler#runsWhenNotOpen runs
     * there}.
     *
     * @throws StaleAttemptException if another attempt has taken over, or the tenant is not open;
     *     nothing is written
     */
    public <T extends @Nullable Object> T inTransaction(Supplier<T> work) {
        return whileCurrent(() -> attempts.inTransaction(held, work));
    }

    private <T extends @Nullable Object> T whileCurrent(Supplier<T> work) {
        try {
            return work.get();
        } catch (StaleAttemptException e) {
            // also where it is another thread that finds out
            running.becameStale();
            throw e;
        }
    }

    /** As {@link #inTransaction(Supplier)}, for work without a result. */
    public void inTransaction(Runnable work) {
        var _ =
                inTransaction(
                        () -> {
                            work.run();
                            return Boolean.TRUE;
                        });
    }

    /**
     * Runs the last piece of work in the transaction that also completes the job, so that its
     * effect happens once, whatever is killed when. What it returns is the task's result.
     *
     * @return what the handler returns
     * @throws StaleAttemptException as {@link #inTransaction(Supplier)}; nothing is written
     */
    public JobOutcome finish(Supplier<Map<String, Object>> lastWork) {
        JobOutcome.Done done =
                whileCurrent(
                        () ->
                                attempts.inLastTransaction(
                                        held,
                                        () -> {
                                            JobOutcome.Done outcome =
                                                    new JobOutcome.Done(lastWork.get());
                                            attempts.complete(
                                                    held.id(), held.attempt(), outcome.result());
                                            return outcome;
                                        }));
        finished = true;
        return done;
    }

    /**
     * Shows how far the work is.
     *
     * @param percent 0 to 100
     */
    public void progress(int percent) {
        attempts.progress(held.id(), held.attempt(), percent);
    }

    /**
     * Says that a part of the work is done that no later run does again: runs that threw before
     * count no more. For work that has an end, however often it is cut off; any other would go on
     * for ever.
     */
    public void countFailuresAnew() {
        countsAnew = true;
    }

    /**
     * Whether the server wants to stop: a handler that can be continued returns {@link
     * JobOutcome#later} with no delay at the next good place. One that goes on is interrupted some
     * seconds later.
     */
    public boolean stopping() {
        return stopping.getAsBoolean();
    }

    /**
     * Whether the soft limit has passed: a handler that can end early, or put off the rest, does so
     * at the next good place.
     */
    public boolean overtime() {
        return running.isBeyond(running.limits().soft());
    }

    /**
     * Whether this attempt is over whatever it does: the job was cancelled, another attempt has
     * taken over, or the hard limit has passed. Its thread is interrupted then; others that work
     * for it ask here.
     */
    public boolean cutOff() {
        return running.cut() != null;
    }

    boolean finished() {
        return finished;
    }

    boolean countsAnew() {
        return countsAnew;
    }
}
