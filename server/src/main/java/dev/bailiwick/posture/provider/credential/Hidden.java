package dev.bailiwick.posture.provider.credential;

import java.util.Objects;

/**
 * A text that nobody may read by accident: messages, logs and debuggers that print it show none of
 * it.
 *
 * @param text not empty
 */
public record Hidden(String text) {

    public Hidden {
        Objects.requireNonNull(text, "text");
    }

    /** Without the text, or how long it is. */
    @Override
    public String toString() {
        return "***";
    }
}
