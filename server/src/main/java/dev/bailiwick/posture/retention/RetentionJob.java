package dev.bailiwick.posture.retention;

import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.provider.ProviderScan;
import dev.bailiwick.posture.removal.Removal;
import dev.bailiwick.posture.removal.RemovalJob;
import dev.bailiwick.posture.task.attempt.JobOutcome;
import dev.bailiwick.posture.task.attempt.JobRun;

import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.Optional;

/**
 * Removes the scans that a tenant keeps no longer, one in each turn: between them, others have
 * theirs. Who wants to keep what has not begun to go takes back the limits: each turn asks for
 * them.
 */
@Component
final class RetentionJob implements RemovalJob {

    static final String NAME = "scan-retention";

    private final OldScans scans;
    private final Removal removal;

    RetentionJob(OldScans scans, Removal removal) {
        this.scans = scans;
        this.removal = removal;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Permission permission() {
        return Permission.MANAGE_ACCOUNT;
    }

    @Override
    public JobOutcome run(JobRun run) {
        Optional<ProviderScan> next = run.inTransaction(() -> scans.takeNext(run.id()));
        if (next.isEmpty()) {
            return JobOutcome.done();
        }
        var _ = removal.ofScan(run, next.get());
        return JobOutcome.later(Duration.ZERO);
    }
}
