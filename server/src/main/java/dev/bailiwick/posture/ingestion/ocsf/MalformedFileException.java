package dev.bailiwick.posture.ingestion.ocsf;

/**
 * The file as a whole cannot be read to its end: what came before may have been in order. The
 * message says what is wrong and where, for whoever sent the file.
 */
public final class MalformedFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedFileException(String message) {
        super(message);
    }

    MalformedFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
