package dev.bailiwick.core;

import java.util.List;

/** A scope was left while something was still open in it. */
public final class ScopeLeftOpenException extends BailiwickException {

    private static final long serialVersionUID = 1L;

    ScopeLeftOpenException(Scope scope, List<String> open) {
        super(
                "The scope of %s was left on thread '%s' while open in it: %s. End it inside the scope, before the work given to Scopes.call returns; a transaction is committed or rolled back there."
                        .formatted(
                                scope.described(),
                                Thread.currentThread().getName(),
                                String.join(", ", open)));
    }
}
