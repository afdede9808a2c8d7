package dev.bailiwick.posture.task.housekeeping;

import java.time.Duration;

/**
 * Work that comes round by itself and that nobody asks for. A bean; whatever the number of
 * processes, one of them runs it at a time, in no scope: {@link Maintenance} enters one of its own.
 */
public interface Housekeeping {

    /** Names it in the engine's table; never changes. */
    String name();

    /** From the end of one run to the start of the next. The first one follows the first start. */
    Duration every();

    /**
     * A run. Must stand being cut off and run again. An exception is logged; the next run comes as
     * usual.
     */
    void keep();
}
