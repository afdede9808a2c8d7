package dev.bailiwick.posture.scan.making;

import dev.bailiwick.posture.task.attempt.JobOutcome;
import dev.bailiwick.posture.task.attempt.JobRun;
import dev.bailiwick.posture.task.job.JobId;

import org.springframework.stereotype.Component;

import java.util.Map;

/** A scan that somebody has ordered. */
@Component
final class ScanJob implements ScanningJob {

    private final ScanWork work;

    ScanJob(ScanWork work) {
        this.work = work;
    }

    @Override
    public String name() {
        return ScanningJobs.ORDERED;
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
    public JobOutcome run(JobRun run) throws InterruptedException {
        return work.run(run, scan -> {});
    }
}
