package dev.bailiwick.checks;

/** What a check says of a resource. */
public enum Verdict {
    PASS,
    FAIL,
    /** The file alone does not say it, or it could not be worked out: somebody has to look. */
    MANUAL
}
