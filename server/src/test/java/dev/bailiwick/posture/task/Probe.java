package dev.bailiwick.posture.task;

import org.springframework.stereotype.Component;

import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Runs jobs whose work a test gives, each under a key of its own. */
@Component
final class Probe implements JobHandler {

    static final String NAME = "probe";

    private static final Map<String, Work> WORK = new ConcurrentHashMap<>();

    interface Work {
        JobOutcome run(JobRun run) throws Exception;
    }

    /** A request for {@code work}. */
    static JobRequest asks(Work work) {
        String key = UUID.randomUUID().toString();
        WORK.put(key, work);
        return JobRequest.of(NAME).with("key", key);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JobOutcome run(JobRun run) throws Exception {
        return Objects.requireNonNull(WORK.get(run.argument("key"))).run(run);
    }
}
