package dev.bailiwick.posture.scan.making;

import dev.bailiwick.posture.ingestion.ScanIntake;
import dev.bailiwick.posture.ingestion.ScanResults;
import dev.bailiwick.posture.ingestion.UnusableResultsException;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.scan.engine.ScanFailedException;
import dev.bailiwick.posture.scan.engine.ScanOutput;

import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;

/** Hands what a scanner finds on to its intake. */
final class Output implements ScanOutput {

    private static final int WHOLE = 100;

    private final ScanIntake intake;
    private final AtomicInteger percent = new AtomicInteger();

    Output(ScanIntake intake) {
        this.intake = intake;
    }

    @Override
    public void take(InputStream results, Naming naming) {
        try {
            intake.take(results, naming == Naming.STRICT);
        } catch (UnusableResultsException e) {
            throw ScanFailedException.because(String.valueOf(e.getMessage()));
        } catch (ApiException e) {
            throw ScanFailedException.because(e.errors().getFirst().detail());
        }
    }

    @Override
    public void progress(int newPercent) {
        int bounded = Math.clamp(newPercent, 0, WHOLE);
        percent.accumulateAndGet(bounded * ScanResults.SCANNED_PERCENT / WHOLE, Math::max);
    }

    /** Of the whole scan. */
    int percent() {
        return percent.get();
    }
}
