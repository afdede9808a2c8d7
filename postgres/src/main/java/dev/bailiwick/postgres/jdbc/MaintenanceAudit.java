package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.Scope;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * Hears of maintenance, to keep the record of it. Called on the working thread. A maintenance scope
 * in which nothing is asked of the database is not heard of: it reached nothing.
 */
@FunctionalInterface
public interface MaintenanceAudit {

    /**
     * Called before anything of the transaction is sent; nothing is sent if it throws.
     *
     * @param work as it was entered
     */
    void transactionBegins(Scope.Maintenance work);

    /** Called before the first transaction of a run; nothing is sent if it throws. */
    default void begins(MaintenanceRun run) {}

    /**
     * Called when the scope of a run that began is left. What it throws reaches whoever entered the
     * scope, together with {@code failure} if there is one.
     *
     * @param took since it began
     * @param failure what the work ended with; null if it ended well
     */
    default void ends(MaintenanceRun run, Duration took, @Nullable Throwable failure) {}
}
