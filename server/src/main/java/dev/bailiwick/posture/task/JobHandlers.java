package dev.bailiwick.posture.task;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.springframework.stereotype.Component;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Calls the handler of a job and measures how long each run takes and how it ends. */
@Component
final class JobHandlers {

    private final Map<String, JobHandler> byName;
    private final MeterRegistry meters;

    JobHandlers(List<JobHandler> handlers, MeterRegistry meters) {
        this.byName =
                handlers.stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        JobHandler::name, Function.identity()));
        this.meters = meters;
    }

    /**
     * @throws IllegalStateException if nothing here runs jobs of that name, as when a newer process
     *     enqueued it
     */
    JobOutcome run(String name, JobRun run) throws Exception {
        JobHandler handler = byName.get(name);
        if (handler == null) {
            throw new IllegalStateException("Nothing here runs jobs named '" + name + "'");
        }
        Timer.Sample sample = Timer.start(meters);
        String ending = "thrown";
        try {
            JobOutcome outcome = handler.run(run);
            ending = outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
            return outcome;
        } finally {
            sample.stop(meters.timer("bailiwick.job.runs", "name", name, "ending", ending));
        }
    }
}
