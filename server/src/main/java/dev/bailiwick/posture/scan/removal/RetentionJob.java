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
import java.util.Optional;

/**
 * Removes the scans that a tenant keeps no longer, one in each turn: between them, others have
 * theirs.
 */
@Component
final class RetentionJob implements JobHandler {

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
    public JobQueue queue() {
        return JobQueue.DELETION;
    }

    @Override
    public TimeLimits limits() {
        return TimeLimits.LONG;
    }

    /** What is kept for so long is kept no longer, whoever may look at it. */
    @Override
    public boolean runsWhenClosed() {
        return true;
    }

    @Override
    public Permission permission() {
        return Permission.MANAGE_ACCOUNT;
    }

    /**
     * What is half removed is seen by nobody and must not stay. Who wants to keep what has not
     * begun to go takes back the limits: each turn asks for them.
     */
    @Override
    public boolean cancellable() {
        return false;
    }

    @Override
    public JobOutcome run(JobRun run) {
        Optional<OldScans.Going> next = run.inTransaction(() -> scans.next(run.id()));
        if (next.isEmpty()) {
            return JobOutcome.done();
        }
        OldScans.Going going = next.get();
        var _ = removal.ofScan(run, going.provider(), going.scan());
        return JobOutcome.later(Duration.ZERO);
    }
}
