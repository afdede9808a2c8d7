package dev.bailiwick.posture.task.housekeeping;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;

import java.time.Duration;

/** Housekeeping that works on rows of all tenants, and is on record for it. */
public interface Maintenance extends Housekeeping {

    /** Why, in words that an auditor understands. */
    String reason();

    /**
     * Whether there is anything to do, as far as can be told without maintenance: what is not begun
     * is on no record.
     */
    default boolean isDue() {
        return true;
    }

    /** A run in a maintenance scope, if there is anything to do. */
    @Override
    default void keep() {
        if (isDue()) {
            Scopes.run(new Scope.Maintenance(reason(), Duration.ofMinutes(30)), this::run);
        }
    }

    /** As {@link #keep}, in that scope. */
    void run();
}
