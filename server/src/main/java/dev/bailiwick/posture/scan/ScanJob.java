package dev.bailiwick.posture.scan;

import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.task.JobHandler;
import dev.bailiwick.posture.task.JobId;
import dev.bailiwick.posture.task.JobOutcome;
import dev.bailiwick.posture.task.JobQueue;
import dev.bailiwick.posture.task.JobRun;
import dev.bailiwick.posture.task.TimeLimits;

import org.springframework.stereotype.Component;

import java.util.Map;

/** A scan that somebody has ordered. */
@Component
final class ScanJob implements JobHandler {

    static final String NAME = "scan-perform";

    private final ScanWork work;

    ScanJob(ScanWork work) {
        this.work = work;
    }

    @Override
    public JobQueue queue() {
        return JobQueue.SCANS;
    }

    @Override
    public TimeLimits limits() {
        return TimeLimits.LONG;
    }

    @Override
    public Permission permission() {
        return Permission.MANAGE_SCANS;
    }

    /** What a scanner did wrong once it does again, and the account is asked everything again. */
    @Override
    public boolean retries(Exception cause) {
        return false;
    }

    @Override
    public void retried(JobId job, Map<String, String> args) {
        work.retried(args);
    }

    @Override
    public void cancelled(JobId job, Map<String, String> args) {
        work.cancelled(args);
    }

    @Override
    public void failed(JobId job, Map<String, String> args, String reason) {
        work.failed(args, reason);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JobOutcome run(JobRun run) throws InterruptedException {
        return work.run(run, scan -> {});
    }
}
