package dev.bailiwick.postgres;

/** What a reference that is null says about a row of a {@link ChainedTable}. */
public enum WhenNull {
    /** The row belongs to nobody and is hidden, whatever its other references say. */
    HIDDEN,
    /**
     * The reference says nothing, and the others decide; a row all of whose references are null is
     * hidden all the same.
     */
    PASSED_OVER
}
