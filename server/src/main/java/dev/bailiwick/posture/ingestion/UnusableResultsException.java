package dev.bailiwick.posture.ingestion;

/** What a scanner has brought cannot be taken in. Its message is for whoever ordered the scan. */
public final class UnusableResultsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableResultsException(String sentence) {
        super(sentence);
    }
}
