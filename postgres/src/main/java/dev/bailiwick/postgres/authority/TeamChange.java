package dev.bailiwick.postgres.authority;

/** Outcome of changing teams. Unless it is done, nothing has changed. */
public enum TeamChange {
    DONE,
    /** The principal in scope lacks the permission for it. */
    FORBIDDEN,
    /** There is no such team in the tenant, or nobody of that name in it. */
    ABSENT,
    /** A team would stand above itself. */
    CYCLE,
    /** There are teams below it. */
    HAS_TEAMS,
    /** Whoever is no member of the tenant is in no team of it. */
    NO_MEMBER,
    /** The tenant may not have more teams, no team more above it, or this one not more members. */
    FULL
}
