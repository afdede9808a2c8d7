package dev.bailiwick.posture.summary;

import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.task.JobHandler;
import dev.bailiwick.posture.task.JobOutcome;
import dev.bailiwick.posture.task.JobQueue;
import dev.bailiwick.posture.task.JobRun;

import org.springframework.stereotype.Component;

import java.util.Map;
import java.util.UUID;

/** Comes when all summaries of a scan are there, and says so: readers use them from then on. */
@Component
final class ScanSummaryJob implements JobHandler {

    static final String NAME = "scan-summary";

    private final SummarisedScans scans;

    ScanSummaryJob(SummarisedScans scans) {
        this.scans = scans;
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
                        scans.complete(scan);
                    }
                    return Map.of();
                });
    }
}
