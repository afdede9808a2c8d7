package dev.bailiwick.checks.outward;

/** What answers is there and may be asked, and sends more than is taken or takes too long. */
public final class ExceededException extends RefusedException {

    private static final long serialVersionUID = 1L;

    public ExceededException(String message) {
        super(message);
    }
}
