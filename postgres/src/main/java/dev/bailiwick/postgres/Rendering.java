package dev.bailiwick.postgres;

/** In which form the same declaration is written into the database. */
public enum Rendering {
    /**
     * PostgreSQL 15 to 18. Each policy reads a setting in a sub-select, once for a statement and
     * not once for a row.
     */
    PLAIN,
    /**
     * Citus, which takes no sub-select in the policy of a distributed table: the functions are
     * called as they are, and the scope is entered through {@code enter} of the functions' schema,
     * which Citus hands on to its workers as {@code SET LOCAL} once the app role has {@code
     * citus.propagate_set_commands = 'local'}. Chained tables, and identity tables that reach
     * through another one, are refused.
     */
    CITUS
}
