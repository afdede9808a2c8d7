package dev.bailiwick.posture.task;

import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.task.attempt.JobHandler;
import dev.bailiwick.posture.task.attempt.JobOutcome;
import dev.bailiwick.posture.task.attempt.JobRun;
import dev.bailiwick.posture.task.attempt.TimeLimits;
import dev.bailiwick.posture.task.job.JobId;
import dev.bailiwick.posture.task.job.JobQueue;

import org.springframework.dao.CannotAcquireLockException;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Runs jobs whose work a test gives, each under a key of its own. */
@Component
public class Probe implements JobHandler {

    public static final String NAME = "probe";

    /** What the handler is told when somebody wants it to throw then. */
    public static final String UNWILLING = "unwilling";

    /** The same, when somebody wants it to meet another transaction the first time. */
    public static final String TROUBLED = "troubled";

    private static final Set<JobId> TROUBLES = ConcurrentHashMap.newKeySet();
    private static final Map<String, Work> WORK = new ConcurrentHashMap<>();
    private static final Map<JobId, List<String>> TOLD = new ConcurrentHashMap<>();

    public interface Work {
        JobOutcome run(JobRun run) throws Exception;
    }

    /** A request for {@code work}. */
    public static JobRequest asks(Work work) {
        return asks(NAME, work);
    }

    public static JobRequest asks(String name, Work work) {
        String key = UUID.randomUUID().toString();
        WORK.put(key, work);
        return JobRequest.of(name).with("key", key);
    }

    /** What handlers were told of the end of a job. */
    public static List<String> told(JobId job) {
        return TOLD.getOrDefault(job, List.of());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JobOutcome run(JobRun run) throws Exception {
        return Objects.requireNonNull(WORK.get(run.argument("key"))).run(run);
    }

    @Override
    public Permission permission() {
        return Permission.MANAGE_SCANS;
    }

    @Override
    public void retried(JobId job, Map<String, String> args) {
        tell(job, args, "retried");
    }

    @Override
    public void cancelled(JobId job, Map<String, String> args) {
        tell(job, args, "cancelled");
    }

    @Override
    public void failed(JobId job, Map<String, String> args, String reason) {
        tell(job, args, "failed: " + reason);
    }

    private static void tell(JobId job, Map<String, String> args, String what) {
        if (args.containsKey(TROUBLED) && TROUBLES.add(job)) {
            throw new CannotAcquireLockException("for the first time");
        }
        if (args.containsKey(UNWILLING)) {
            throw new IllegalStateException("unwilling");
        }
        TOLD.computeIfAbsent(job, id -> new CopyOnWriteArrayList<>()).add(what);
    }

    /** One that is cut short, and that has nothing against the wrong argument or a lost class. */
    @Component
    public static final class Brief extends Probe {

        public static final String NAME = "probe-brief";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public TimeLimits limits() {
            return new TimeLimits(Duration.ofMillis(100), Duration.ofMinutes(10));
        }

        @Override
        public boolean retries(Exception cause) {
            return !(cause instanceof IllegalArgumentException
                    || cause.getCause() instanceof LinkageError);
        }
    }

    /** Is ended after a second. */
    @Component
    public static final class Hasty extends Probe {

        public static final String NAME = "probe-hasty";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public TimeLimits limits() {
            return new TimeLimits(Duration.ofMillis(100), Duration.ofSeconds(1));
        }
    }

    /** One that nobody may cancel. */
    @Component
    public static final class Firm extends Probe {

        public static final String NAME = "probe-firm";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public boolean cancellable() {
            return false;
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    /** One that ends what has begun, whatever has become of the tenant. */
    @Component
    public static final class Lasting extends Probe {

        public static final String NAME = "probe-lasting";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public boolean runsWhenNotOpen() {
            return true;
        }
    }

    /** One of another queue. */
    @Component
    public static final class Elsewhere extends Probe {

        public static final String NAME = "probe-elsewhere";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public JobQueue queue() {
            return JobQueue.CHECKS;
        }
    }
}
