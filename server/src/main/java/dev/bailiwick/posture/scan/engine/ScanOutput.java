package dev.bailiwick.posture.scan.engine;

import java.io.InputStream;

/** Where a scanner's results go. For one scan; not for use by several threads. */
public interface ScanOutput {

    /**
     * Takes results in as they come and returns when {@code results} has ended. At most once for a
     * scan; a scanner that has found nothing need not call it.
     *
     * @param results OCSF Detection Findings, as a JSON array or one object after the other; closed
     *     here
     * @throws ScanFailedException if they are no such findings, or of another account
     */
    void take(InputStream results);

    /**
     * Shows how far the scanner is.
     *
     * @param percent 0 to 100
     */
    void progress(int percent);
}
