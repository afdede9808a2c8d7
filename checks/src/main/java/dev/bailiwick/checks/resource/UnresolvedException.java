package dev.bailiwick.checks.resource;

/** A judgement needs a value that the file alone does not say. */
public final class UnresolvedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnresolvedException(String what) {
        super(what);
    }
}
