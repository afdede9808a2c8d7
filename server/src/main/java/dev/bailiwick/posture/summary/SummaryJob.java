package dev.bailiwick.posture.summary;

import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.task.JobHandler;
import dev.bailiwick.posture.task.JobOutcome;
import dev.bailiwick.posture.task.JobQueue;
import dev.bailiwick.posture.task.JobRun;

import java.util.Map;
import java.util.UUID;

/** Counts one thing of a scan, in one transaction: it is there whole, or not yet. */
final class SummaryJob implements JobHandler {

    private final Summary summary;
    private final SummarisedScans scans;

    SummaryJob(Summary summary, SummarisedScans scans) {
        this.summary = summary;
        this.scans = scans;
    }

    @Override
    public String name() {
        return summary.task();
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
                    if (scans.hold(provider, scan)) {
                        scans.write(summary, scan);
                    }
                    return Map.of();
                });
    }
}
