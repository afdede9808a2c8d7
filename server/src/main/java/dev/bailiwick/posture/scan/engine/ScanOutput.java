package dev.bailiwick.posture.scan.engine;

import java.io.InputStream;

/** Where a scanner's results go. For one scan. */
public interface ScanOutput {

    /** How results name the account that they are of. */
    enum Naming {
        /** As the provider is named here: results that name another are refused. */
        STRICT,
        /** In the scanner's own way: all are the provider's. */
        LOOSE
    }

    /**
     * Takes results in as they come and returns when {@code results} has ended. At most once for a
     * scan; a scanner that has found nothing need not call it.
     *
     * @param results OCSF Detection Findings, as a JSON array or one object after the other; closed
     *     here
     * @throws ScanFailedException if nothing in them can be used
     * @throws java.io.UncheckedIOException if they break off
     */
    void take(InputStream results, Naming naming);

    /**
     * Shows how far the scanner is. Usable from every thread, at any rate.
     *
     * @param percent 0 to 100
     */
    void progress(int percent);
}
