package dev.bailiwick.hibernate;

/**
 * What the app role may do with rows that it sees. What is not granted is an error, not silence.
 */
public enum Access {
    /** Select, insert, update of all columns, delete. */
    EVERYTHING,
    /** Select and insert. */
    APPEND_ONLY,
    /** Select. */
    READ_ONLY
}
