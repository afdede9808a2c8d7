package dev.bailiwick.posture.scan.making;

import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.task.attempt.JobHandler;
import dev.bailiwick.posture.task.attempt.TimeLimits;
import dev.bailiwick.posture.task.job.JobQueue;

/** A job that makes a scan, whoever has ordered it. */
public interface ScanningJob extends JobHandler {

    @Override
    default JobQueue queue() {
        return JobQueue.SCANS;
    }

    @Override
    default TimeLimits limits() {
        return TimeLimits.LONG;
    }

    @Override
    default Permission permission() {
        return Permission.MANAGE_SCANS;
    }

    /** What a scanner did wrong once it does again, and the account is asked everything again. */
    @Override
    default boolean retries(Exception cause) {
        return false;
    }
}
