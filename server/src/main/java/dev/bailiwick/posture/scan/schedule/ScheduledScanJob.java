package dev.bailiwick.posture.scan.schedule;

import dev.bailiwick.posture.provider.ProviderScan;
import dev.bailiwick.posture.scan.making.ScanWork;
import dev.bailiwick.posture.scan.making.ScanningJob;
import dev.bailiwick.posture.scan.making.ScanningJobs;
import dev.bailiwick.posture.task.attempt.JobOutcome;
import dev.bailiwick.posture.task.attempt.JobRun;
import dev.bailiwick.posture.task.job.JobId;

import org.springframework.stereotype.Component;

import java.util.Map;

/** A scan that its schedule has ordered. The one after it stands ready from when it begins. */
@Component
final class ScheduledScanJob implements ScanningJob {

    private final ScanWork work;
    private final Schedules schedules;

    ScheduledScanJob(ScanWork work, Schedules schedules) {
        this.work = work;
        this.schedules = schedules;
    }

    @Override
    public String name() {
        return ScanningJobs.SCHEDULED;
    }

    @Override
    public void retried(JobId job, Map<String, String> args) {
        work.retried(args);
    }

    @Override
    public void cancelled(JobId job, Map<String, String> args) {
        schedules.skipped(ProviderScan.of(args));
        work.cancelled(args);
    }

    @Override
    public void failed(JobId job, Map<String, String> args, String reason) {
        work.failed(args, reason);
        schedules.passed(ProviderScan.of(args));
    }

    @Override
    public JobOutcome run(JobRun run) throws InterruptedException {
        return work.run(run, schedules::passed);
    }
}
