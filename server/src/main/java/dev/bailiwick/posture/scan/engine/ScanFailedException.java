package dev.bailiwick.posture.scan.engine;

/** A scan cannot be made, or not to its end. Its message is shown to whoever ordered it. */
public final class ScanFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean connected;

    private ScanFailedException(String message, boolean connected) {
        super(message);
        this.connected = connected;
    }

    /**
     * @param sentence without anything of credentials
     */
    public static ScanFailedException because(String sentence) {
        return new ScanFailedException(sentence, true);
    }

    /** The account cannot even be reached: its provider is shown as not connected from now on. */
    public static ScanFailedException notConnected(String sentence) {
        return new ScanFailedException(sentence, false);
    }

    public boolean isConnected() {
        return connected;
    }
}
