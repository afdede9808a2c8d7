package dev.bailiwick.posture.ingestion.ocsf;

/** The file as a whole cannot be read to its end: what came before may have been in order. */
public final class MalformedFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * @param reason what is wrong and where, for whoever sent the file; no full stop at its end
     */
    public MalformedFileException(String reason) {
        super(reason);
        this.reason = reason;
    }

    MalformedFileException(String reason, Throwable cause) {
        super(reason, cause);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
