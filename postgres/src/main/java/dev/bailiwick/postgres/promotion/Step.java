package dev.bailiwick.postgres.promotion;

/**
 * One step of a {@link Promotion}. Each is right to run again, and skipped once it is done.
 *
 * @param name what it does, in a few words
 * @param runs by whom and how
 * @param sql one or more statements
 * @param done a query for one boolean: whether the step has been done
 */
public record Step(String name, Runs runs, String sql, String done) {

    /** By whom, and in what transaction. */
    public enum Runs {
        /** As the owner, all statements in one transaction. */
        OWNER,
        /** As the owner, outside a transaction: an index that is built beside the work. */
        OWNER_ALONE,
        /**
         * As the maintenance role, again and again until nothing is left, each time in a short
         * transaction of its own.
         */
        MAINTENANCE_IN_BATCHES
    }
}
