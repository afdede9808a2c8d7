package dev.bailiwick.postgres.authority;

/** Outcome of changing what a member holds. Unless it is done, nothing has changed. */
public enum Change {
    DONE,
    /** The principal in scope lacks the permission for it. */
    FORBIDDEN,
    /** There is no such member, or invitation. */
    ABSENT,
    /** What is given or taken, or whom it is of, stands above the principal in scope. */
    ABOVE_OWN,
    /** The tenant would be left without an owner who is active. */
    LAST_OWNER
}
