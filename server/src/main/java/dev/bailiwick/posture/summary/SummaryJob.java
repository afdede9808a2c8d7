package dev.bailiwick.posture.summary;

import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.provider.ProviderScan;
import dev.bailiwick.posture.task.attempt.JobHandler;
import dev.bailiwick.posture.task.attempt.JobOutcome;
import dev.bailiwick.posture.task.attempt.JobRun;
import dev.bailiwick.posture.task.job.JobQueue;

import java.util.Map;
import java.util.UUID;

/** Works out one thing of a scan, in one transaction: it is there whole, or not yet. */
final class SummaryJob implements JobHandler {

    /** Part of the transaction that ends the job; does nothing for a scan that has been deleted. */
    @FunctionalInterface
    interface Work {

        void write(UUID provider, UUID scan);
    }

    private final String name;
    private final Work work;

    SummaryJob(String name, Work work) {
        this.name = name;
        this.work = work;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public JobQueue queue() {
        return JobQueue.OVERVIEW;
    }

    /** The scan is made, and nobody would sum it up when the tenant is open again. */
    @Override
    public boolean runsWhenNotOpen() {
        return true;
    }

    @Override
    public Permission permission() {
        return Permission.MANAGE_SCANS;
    }

    /** Nobody asks for it again: a day would be missing for good. */
    @Override
    public boolean cancellable() {
        return false;
    }

    @Override
    public JobOutcome run(JobRun run) {
        ProviderScan about = ProviderScan.of(run);
        return run.finish(
                () -> {
                    work.write(about.provider(), about.scan());
                    return Map.of();
                });
    }
}
