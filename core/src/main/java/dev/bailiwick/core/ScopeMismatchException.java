package dev.bailiwick.core;

/** Something that belongs to one scope was used in another. Nothing was sent to the database. */
public final class ScopeMismatchException extends BailiwickException {

    private static final long serialVersionUID = 1L;

    /**
     * @param what the thing, as the subject of a sentence
     * @param itsOwn the scope that it belongs to; not the current one
     */
    public ScopeMismatchException(String what, Scope itsOwn) {
        super(
                "%s belongs to the scope of %s and was used in %s on thread '%s'. Use it in its own scope, or make another one here: another scope needs its own transaction, statement and result."
                        .formatted(
                                what,
                                itsOwn.described(),
                                Scopes.current()
                                        .map(scope -> "that of " + scope.described())
                                        .orElse("none"),
                                Thread.currentThread().getName()));
    }
}
