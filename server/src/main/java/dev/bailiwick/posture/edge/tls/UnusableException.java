package dev.bailiwick.posture.edge.tls;

import org.jspecify.annotations.Nullable;

/** A certificate and a key that cannot be served, and why. */
final class UnusableException extends Exception {

    private static final long serialVersionUID = 1L;

    UnusableException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
