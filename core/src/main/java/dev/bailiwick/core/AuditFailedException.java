package dev.bailiwick.core;

/** What must be on record could not be put there. Unless it says otherwise, it was not done. */
public final class AuditFailedException extends BailiwickException {

    private static final long serialVersionUID = 1L;

    public AuditFailedException(String message, Throwable cause) {
        super(message);
        initCause(cause);
    }
}
