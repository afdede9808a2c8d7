package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.TenantId;

import java.util.UUID;

/** Outcome of opening something shared that has to be opened. */
public sealed interface Opened {

    /**
     * The principal reaches the row from now on.
     *
     * @param asGuest in a {@link dev.bailiwick.core.Scope.Guest} of its tenant, from the tenant in
     *     scope; else as a member, in the scope of its tenant
     */
    record Row(TenantId tenant, UUID share, ShareType type, UUID id, boolean asGuest)
            implements Opened {}

    /** Nothing has changed. */
    record Refused(Why why) implements Opened {}

    /** Why something could not be opened. */
    enum Why {
        /** There is no such token, or nothing of that kind for the principal. */
        UNKNOWN,
        /**
         * It was revoked, somebody else has opened it, or who gave it holds no longer what they
         * gave.
         */
        OVER,
        EXPIRED,
        /** The status of the tenant does not allow it. */
        CLOSED,
        /** The principal is no active member of the tenant. */
        MEMBERS_ONLY,
        /** The other tenant has not accepted it. */
        NOT_ACCEPTED,
        /** The principal is in no tenant of its own, or in one that is closed. */
        NO_HOME
    }
}
