package dev.bailiwick.posture.task;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;

import java.time.Duration;

/**
 * Work that comes round by itself and belongs to no tenant. A bean; whatever the number of
 * processes, one of them runs it at a time, in a maintenance scope.
 */
public interface Housekeeping {

    /** Names it in the engine's table; never changes. */
    String name();

    /** From the end of one run to the start of the next. The first one follows the first start. */
    Duration every();

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
    default void keep(Duration limit) {
        if (isDue()) {
            Scopes.run(new Scope.Maintenance(reason(), limit), this::run);
        }
    }

    /**
     * Must stand being cut off and run again. An exception is logged; the next run comes as usual.
     */
    void run();
}
