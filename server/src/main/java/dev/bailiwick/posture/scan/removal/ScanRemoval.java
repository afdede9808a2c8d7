package dev.bailiwick.posture.scan.removal;

import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.provider.Removal;
import dev.bailiwick.posture.task.JobHandler;
import dev.bailiwick.posture.task.JobOutcome;
import dev.bailiwick.posture.task.JobQueue;
import dev.bailiwick.posture.task.JobRun;
import dev.bailiwick.posture.task.TimeLimits;

import org.springframework.stereotype.Component;

import java.time.Duration;

/** The second half of deleting a scan: removes what it found, and what it alone knew. */
@Component
final class ScanRemoval implements JobHandler {

    static final String NAME = "scan-deletion";
    static final String SCAN = "scan_id";
    static final String PROVIDER = "provider_id";

    private final Removal removal;

    ScanRemoval(Removal removal) {
        this.removal = removal;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JobQueue queue() {
        return JobQueue.DELETION;
    }

    @Override
    public TimeLimits limits() {
        return TimeLimits.LONG;
    }

    /** The scan is gone already for everybody. */
    @Override
    public boolean runsWhenClosed() {
        return true;
    }

    @Override
    public Permission permission() {
        return Permission.MANAGE_SCANS;
    }

    /** What is half removed is seen by nobody and must not stay. */
    @Override
    public boolean cancellable() {
        return false;
    }

    @Override
    public JobOutcome run(JobRun run) {
        return removal.ofScan(run, run.uuid(PROVIDER), run.uuid(SCAN))
                ? JobOutcome.done()
                : JobOutcome.later(Duration.ZERO);
    }
}
