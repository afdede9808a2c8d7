package dev.bailiwick.postgres;

import org.jspecify.annotations.Nullable;

/**
 * One permissive policy.
 *
 * @param name begins with {@value #PREFIX}, so that what is generated can be told from what is not
 * @param command {@code all}, or one of {@code select insert update delete}
 * @param using which rows are seen, changed and removed; null for {@code insert}
 * @param check which rows may come to be; null for {@code select} and {@code delete}
 */
record Policy(
        String name,
        String command,
        String role,
        @Nullable Predicate using,
        @Nullable Predicate check) {

    static final String PREFIX = "bailiwick_";

    /** For every command that is granted. */
    static Policy all(String part, String role, Predicate rows) {
        return new Policy(PREFIX + part, "all", role, rows, rows);
    }

    static Policy select(String part, String role, Predicate rows) {
        return new Policy(PREFIX + part + "_select", "select", role, rows, null);
    }

    static Policy insert(String part, String role, Predicate rows) {
        return new Policy(PREFIX + part + "_insert", "insert", role, null, rows);
    }

    static Policy update(String part, String role, Predicate rows) {
        return new Policy(PREFIX + part + "_update", "update", role, rows, rows);
    }

    static Policy delete(String part, String role, Predicate rows) {
        return new Policy(PREFIX + part + "_delete", "delete", role, rows, null);
    }
}
