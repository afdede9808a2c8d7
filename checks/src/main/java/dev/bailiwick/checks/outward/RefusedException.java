package dev.bailiwick.checks.outward;

import java.io.IOException;

/** An address that nobody may be sent to; nothing was sent. */
public final class RefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
        super(message);
    }
}
