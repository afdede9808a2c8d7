package dev.bailiwick.core;

/** A scope that was to narrow the current one reaches beyond it. It was not entered. */
public final class ScopeTooWideException extends BailiwickException {

    private static final long serialVersionUID = 1L;

    ScopeTooWideException(Scope outer, Scope inner, String beyond) {
        super(
                "On thread '%s' the scope of %s was to be narrowed to that of %s, which also reaches %s. Ask for less; to leave the current scope for another one on purpose, enter it with Scopes.call."
                        .formatted(
                                Thread.currentThread().getName(),
                                outer.described(),
                                inner.described(),
                                beyond));
    }
}
