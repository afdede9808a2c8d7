package dev.bailiwick.core;

/** Something that belongs to one scope was used in another. Nothing was sent to the database. */
public final class ScopeMismatchException extends BailiwickException {

    private static final long serialVersionUID = 1L;

    /**
     * @param what the thing, as the subject of a sentence
     */
    public ScopeMismatchException(String what, Scope itsOwn, String used) {
        super(
                "%s belongs to %s and was used in %s. Another scope needs its own transaction, statement and result."
                        .formatted(what, itsOwn, used));
    }
}
