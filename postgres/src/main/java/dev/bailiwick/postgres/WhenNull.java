package dev.bailiwick.postgres;

/**
 * What a reference that is null says about a row of a {@link ChainedTable}, or of a table that is
 * {@linkplain TenantTable#narrowedThrough narrowed through} it.
 */
public enum WhenNull {
    /** The row belongs to nobody and is hidden, whatever its other references say. */
    HIDDEN,
    /**
     * The reference says nothing, and the others decide. A row of a chained table all of whose
     * references are null is hidden all the same; one that is narrowed through it is the tenant's.
     */
    PASSED_OVER
}
