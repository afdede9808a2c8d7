package dev.bailiwick.posture.task.housekeeping;

import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;

/** Work on so many rows that it is done a batch at a time, each in a transaction of its own. */
public final class Batches {

    private static final int SIZE = 5_000;

    private Batches() {}

    /**
     * Repeats {@code batch} until nothing is left for it.
     *
     * @param batch of how many rows it works on, given the most that it may
     * @return of how many in all
     */
    public static long all(IntUnaryOperator batch) {
        long all = 0;
        int rows;
        do {
            rows = batch.applyAsInt(SIZE);
            all += rows;
        } while (rows == SIZE);
        return all;
    }

    /**
     * As {@link #all}, unless it is to stop in between.
     *
     * @return false if it has stopped before the end
     */
    public static boolean allUnless(BooleanSupplier stopping, IntUnaryOperator batch) {
        int rows = SIZE;
        while (rows == SIZE) {
            if (stopping.getAsBoolean()) {
                return false;
            }
            rows = batch.applyAsInt(SIZE);
        }
        return true;
    }
}
