package dev.bailiwick.core;

import java.util.List;

/** A scope was left while something was still open in it. */
public final class ScopeLeftOpenException extends BailiwickException {

    private static final long serialVersionUID = 1L;

    ScopeLeftOpenException(List<String> open) {
        super(
                "The scope was left while open in it: "
                        + String.join(", ", open)
                        + ". End it inside the scope.");
    }
}
