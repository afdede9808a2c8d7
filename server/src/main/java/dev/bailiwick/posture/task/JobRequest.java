package dev.bailiwick.posture.task;

import dev.bailiwick.posture.task.attempt.JobRun;
import dev.bailiwick.posture.task.job.JobId;
import dev.bailiwick.posture.task.job.JobPriority;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * What is to be done.
 *
 * @param args what the handler needs, by name; the API shows them
 * @param provider the provider it is about, if any
 * @param unattended whether it belongs to nobody
 * @param start when it begins
 * @param key of which there is one job at a time, if it is to be only one
 */
public record JobRequest(
        String name,
        Map<String, String> args,
        @Nullable UUID provider,
        boolean unattended,
        Start start,
        @Nullable String key) {

    /**
     * When a job begins.
     *
     * @param delay how long it waits at least
     * @param needs the jobs that must be completed before
     */
    public record Start(Duration delay, Set<JobId> needs, JobPriority priority) {

        private static final Start AT_ONCE = new Start(Duration.ZERO, Set.of(), JobPriority.NORMAL);

        public Start {
            Objects.requireNonNull(delay, "delay");
            Objects.requireNonNull(priority, "priority");
            needs = Set.copyOf(needs);
            if (!delay.isZero() && !needs.isEmpty()) {
                throw new IllegalArgumentException(
                        "a job waits for a time or for other jobs, not for both");
            }
        }
    }

    public JobRequest {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(start, "start");
        args = Map.copyOf(args);
    }

    /** A task of the API that acts for the principal in scope. */
    public static JobRequest of(String name) {
        return new JobRequest(name, Map.of(), null, false, Start.AT_ONCE, null);
    }

    public JobRequest with(String argument, Object value) {
        Map<String, String> more = new HashMap<>(args);
        more.put(argument, value.toString());
        return new JobRequest(name, more, provider, unattended, start, key);
    }

    /** About a provider, which the handler is told as {@link JobRun#provider}. */
    public JobRequest about(UUID newProvider) {
        return new JobRequest(
                name, with(JobRun.PROVIDER, newProvider).args, newProvider, unattended, start, key);
    }

    /** Belongs to the tenant and to nobody in it: sees all of it, and runs whoever has left. */
    public JobRequest withoutPrincipal() {
        return new JobRequest(name, args, provider, true, start, key);
    }

    /** For what is to begin some time after it is asked for, as the first scan of a schedule. */
    public JobRequest after(Duration newDelay) {
        return starting(new Start(newDelay, start.needs(), start.priority()));
    }

    /**
     * For what begins when these jobs are completed, and not before. One that has failed keeps it
     * waiting until that is retried; one that is cancelled cancels it as well.
     */
    public JobRequest after(JobId... needs) {
        Set<JobId> all = new LinkedHashSet<>(start.needs());
        all.addAll(Arrays.asList(needs));
        return starting(new Start(start.delay(), all, start.priority()));
    }

    public JobRequest at(JobPriority priority) {
        return starting(new Start(start.delay(), start.needs(), priority));
    }

    private JobRequest starting(Start newStart) {
        return new JobRequest(name, args, provider, unattended, newStart, key);
    }

    /**
     * Not a second time while there is one of this name and key in the tenant that is not over: who
     * asks again gets the one that is there.
     */
    public JobRequest once(String newKey) {
        return new JobRequest(name, args, provider, unattended, start, newKey);
    }
}
