package dev.bailiwick.posture.scan.engine;

/**
 * A scanner has no room for a scan at the moment, which is put off. Its message is shown to whoever
 * ordered it, should that have been so for too long.
 */
public final class ScannerBusyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ScannerBusyException(String sentence) {
        super(sentence);
    }
}
