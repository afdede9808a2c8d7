package dev.bailiwick.core.authority;

/** What a tenant is allowed as a whole. */
public enum TenantStatus {
    TRIAL,
    ACTIVE,
    /** Only what {@link RoleModel#whenSuspended} names. */
    SUSPENDED,
    /** Nothing. */
    CANCELLED,
    /** Nothing. */
    ARCHIVED;

    /** Whether its members may do what they are permitted. */
    public boolean open() {
        return switch (this) {
            case TRIAL, ACTIVE -> true;
            case SUSPENDED, CANCELLED, ARCHIVED -> false;
        };
    }
}
