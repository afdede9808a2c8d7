package dev.bailiwick.posture.summary;

import dev.bailiwick.posture.provider.ProviderScan;
import dev.bailiwick.posture.task.Jobs;
import dev.bailiwick.posture.task.job.JobId;

import org.springframework.stereotype.Component;

import java.util.Arrays;
import java.util.stream.Stream;

/** Asks for all that is worked out of a scan once it is published. */
@Component
public final class AfterScan {

    static final String DAILY_SEVERITY = "scan-daily-severity";

    /** Of the task that waits for all others. */
    static final String ALL = "scan-summary";

    private final Jobs jobs;

    AfterScan(Jobs jobs) {
        this.jobs = jobs;
    }

    /** The names of all these jobs, for statements that ask for them. */
    public static String[] names() {
        return Stream.concat(summaries(), Stream.of(ALL)).toArray(String[]::new);
    }

    private static Stream<String> summaries() {
        return Stream.concat(
                Stream.of(DAILY_SEVERITY), Arrays.stream(Summary.values()).map(Summary::task));
    }

    /**
     * A job for each summary, side by side, and one that waits for them all. In the transaction
     * that publishes the scan: it is summarised if and only if it is seen.
     */
    public void begin(ProviderScan scan) {
        JobId[] summaries =
                summaries().map(name -> jobs.enqueue(scan.job(name))).toArray(JobId[]::new);
        var _ = jobs.enqueue(scan.job(ALL).after(summaries));
    }
}
