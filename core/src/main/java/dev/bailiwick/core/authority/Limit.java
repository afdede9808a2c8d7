package dev.bailiwick.core.authority;

/** What a tenant may have only so much of. */
public enum Limit {
    /** Memberships, whatever their status. */
    USERS,
    TEAMS,
    /** Bytes that the application counts. */
    STORAGE_BYTES,
    /** Counted anew with each minute of the database's clock. */
    REQUESTS_PER_MINUTE
}
