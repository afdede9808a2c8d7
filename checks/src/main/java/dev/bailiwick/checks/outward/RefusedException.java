package dev.bailiwick.checks.outward;

import java.io.IOException;

/** Nobody may be sent there, or nothing more is taken from there. */
public sealed class RefusedException extends IOException permits ExceededException {

    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
        super(message);
    }
}
