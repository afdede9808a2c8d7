package dev.bailiwick.posture.removal;

import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.provider.ProviderScan;
import dev.bailiwick.posture.scan.deletion.ScanDeletion;
import dev.bailiwick.posture.task.attempt.JobOutcome;
import dev.bailiwick.posture.task.attempt.JobRun;

import org.springframework.stereotype.Component;

import java.time.Duration;

/** The second half of deleting a scan: removes what it found, and what it alone knew. */
@Component
final class ScanRemoval implements RemovalJob {

    private final Removal removal;

    ScanRemoval(Removal removal) {
        this.removal = removal;
    }

    @Override
    public String name() {
        return ScanDeletion.JOB;
    }

    @Override
    public Permission permission() {
        return Permission.MANAGE_SCANS;
    }

    @Override
    public JobOutcome run(JobRun run) {
        return removal.ofScan(run, ProviderScan.of(run))
                ? JobOutcome.done()
                : JobOutcome.later(Duration.ZERO);
    }
}
