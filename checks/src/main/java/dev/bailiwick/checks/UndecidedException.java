package dev.bailiwick.checks;

/** An expression has no answer; the message says why, and repeats no value of a resource. */
final class UndecidedException extends Exception {

    private static final long serialVersionUID = 1L;

    UndecidedException(String reason) {
        super(reason);
    }
}
