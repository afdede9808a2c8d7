package dev.bailiwick.posture.scan;

import dev.bailiwick.posture.ingestion.ScanIntake;
import dev.bailiwick.posture.task.JobRun;

import java.util.UUID;

/**
 * Of one attempt at a scan.
 *
 * @param intake what has come in of it
 */
record ScanSigns(JobRun run, UUID scan, ScanTurns turns, ScanIntake intake) implements Beat.Signs {

    @Override
    public void inTransaction(Runnable work) {
        run.inTransaction(work);
    }

    @Override
    public void show(int percent) {
        run.progress(percent);
        turns.progress(scan, percent);
    }

    @Override
    public void touch() {
        intake.touch();
    }
}
