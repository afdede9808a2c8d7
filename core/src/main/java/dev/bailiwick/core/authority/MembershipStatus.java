package dev.bailiwick.core.authority;

/** How a member stands in a tenant. Whoever has left is none. */
public enum MembershipStatus {
    ACTIVE,
    /** Keeps its roles for later, and may do nothing until then. */
    SUSPENDED
}
