package dev.bailiwick.posture.summary;

import dev.bailiwick.posture.task.JobId;
import dev.bailiwick.posture.task.JobRequest;
import dev.bailiwick.posture.task.Jobs;

import org.springframework.stereotype.Component;

import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Stream;

/** Asks for all that is worked out of a scan once it is published. */
@Component
public final class AfterScan {

    static final String PROVIDER = "provider_id";
    static final String SCAN = "scan_id";

    static final String DAILY_SEVERITY = "scan-daily-severity";

    /** Of the task that waits for all others. */
    static final String ALL = "scan-summary";

    private final Jobs jobs;

    AfterScan(Jobs jobs) {
        this.jobs = jobs;
    }

    /**
     * A job for each summary, side by side, and one that waits for them all. In the transaction
     * that publishes the scan: it is summarised if and only if it is seen.
     */
    public void begin(UUID provider, UUID scan) {
        JobId[] summaries =
                Stream.concat(
                                Stream.of(DAILY_SEVERITY),
                                Arrays.stream(Summary.values()).map(Summary::task))
                        .map(name -> jobs.enqueue(request(name, provider, scan)))
                        .toArray(JobId[]::new);
        var _ = jobs.enqueue(request(ALL, provider, scan).after(summaries));
    }

    /** Nobody's: what a scan found is the tenant's, whoever ordered it. */
    private static JobRequest request(String name, UUID provider, UUID scan) {
        return JobRequest.of(name)
                .with(SCAN, scan)
                .with(PROVIDER, provider)
                .about(provider)
                .withoutPrincipal();
    }
}
