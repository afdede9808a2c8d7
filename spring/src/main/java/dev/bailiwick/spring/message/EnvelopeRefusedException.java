package dev.bailiwick.spring.message;

import org.jspecify.annotations.Nullable;

/**
 * A message does not say, or not credibly, whose it is; or whoever it is from is no member any
 * longer. It was not handled, and trying again changes nothing.
 */
public final class EnvelopeRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EnvelopeRefusedException(String reason) {
        this(reason, null);
    }

    EnvelopeRefusedException(String reason, @Nullable Throwable cause) {
        super("The message was refused: " + reason, cause);
    }
}
