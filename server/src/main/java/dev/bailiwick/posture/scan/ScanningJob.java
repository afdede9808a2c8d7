package dev.bailiwick.posture.scan;

import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.task.JobHandler;
import dev.bailiwick.posture.task.JobQueue;
import dev.bailiwick.posture.task.TimeLimits;

/** A job that makes a scan, whoever has ordered it. */
interface ScanningJob extends JobHandler {

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
