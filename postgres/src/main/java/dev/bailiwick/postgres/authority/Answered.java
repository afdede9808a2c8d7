package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.authority.Role;

import java.util.Set;

/** Outcome of answering an invitation. */
public sealed interface Answered {

    record Joined(TenantId tenant, Set<Role> roles) implements Answered {

        public Joined {
            roles = Set.copyOf(roles);
        }
    }

    record Declined() implements Answered {}

    /** Nothing has changed. */
    record Refused(Why why) implements Answered {}

    /** Why an invitation could not be answered. */
    enum Why {
        /** There is no such token. */
        UNKNOWN,
        /** It is for another address than the principal's. */
        OTHER_ADDRESS,
        /** It was answered or revoked before. */
        OVER,
        EXPIRED,
        /** The status of the tenant does not allow it. */
        CLOSED,
        /** The principal is a member already, and stays as it is. */
        MEMBER,
        /** The tenant may not have more users. */
        FULL
    }
}
