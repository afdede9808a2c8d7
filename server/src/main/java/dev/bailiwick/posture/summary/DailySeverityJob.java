package dev.bailiwick.posture.summary;

import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.task.JobHandler;
import dev.bailiwick.posture.task.JobOutcome;
import dev.bailiwick.posture.task.JobQueue;
import dev.bailiwick.posture.task.JobRun;

import org.springframework.stereotype.Component;

import java.util.Map;
import java.util.UUID;

/**
 * Writes down how the day of a scan ended; for a moment, nothing else of its provider is published.
 */
@Component
final class DailySeverityJob implements JobHandler {

    static final String NAME = "scan-daily-severity";

    private final SummarisedScans scans;
    private final DailySeverities severities;

    DailySeverityJob(SummarisedScans scans, DailySeverities severities) {
        this.scans = scans;
        this.severities = severities;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JobQueue queue() {
        return JobQueue.OVERVIEW;
    }

    /** The scan is made, and nobody would sum it up when the tenant is open again. */
    @Override
    public boolean runsWhenClosed() {
        return true;
    }

    @Override
    public Permission permission() {
        return Permission.MANAGE_SCANS;
    }

    @Override
    public JobOutcome run(JobRun run) {
        UUID provider = run.uuid(AfterScan.PROVIDER);
        UUID scan = run.uuid(AfterScan.SCAN);
        return run.finish(
                () -> {
                    if (scans.lock(provider, scan)) {
                        severities.write(scan);
                    }
                    return Map.of();
                });
    }
}
