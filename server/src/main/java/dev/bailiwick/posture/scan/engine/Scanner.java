package dev.bailiwick.posture.scan.engine;

import dev.bailiwick.posture.provider.ProviderKind;

/** Scans accounts of some kinds. A bean; usable from several threads. */
public interface Scanner {

    boolean scans(ProviderKind kind);

    /**
     * Scans the account, in the calling thread. Leaves nothing running and nothing on disk, however
     * it ends, also when the thread is interrupted.
     *
     * @throws ScanFailedException if it cannot be done
     * @throws ScannerBusyException if it cannot be done now; nothing has been handed on
     * @throws InterruptedException if the scan was cancelled or the server stops
     */
    void scan(ScanOrder order, ScanOutput output) throws InterruptedException;
}
