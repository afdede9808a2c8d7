package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.authority.TeamId;

import java.util.Locale;

/** With whom something is shared. */
public sealed interface ShareTarget {

    /** One member of the tenant, until it is none any longer. */
    record Member(PrincipalId principal) implements ShareTarget {}

    /** Who is in the team, or in one that it stands below. */
    record Team(TeamId team) implements ShareTarget {}

    /** All members of the tenant. */
    record WholeTenant() implements ShareTarget {}

    /**
     * Who has a token and opens it.
     *
     * @param once whether only the first of them does
     * @param outside whether somebody may who is no member of the tenant
     */
    record Link(boolean once, boolean outside) implements ShareTarget {

        /** For members of the tenant. */
        public static Link inside() {
            return new Link(false, false);
        }

        /** This, for the first who opens it. */
        public Link onlyOnce() {
            return new Link(true, outside);
        }

        /** This, also for who is no member of the tenant. */
        public Link alsoOutside() {
            return new Link(once, true);
        }
    }

    /** Who has the address, and opens it. */
    record External(String email) implements ShareTarget {

        public External {
            email = email.strip().toLowerCase(Locale.ROOT);
            if (email.isEmpty()) {
                throw new IllegalArgumentException("An address is not blank");
            }
        }
    }

    /** Members of another tenant who open it, once it is accepted there. */
    record OtherTenant(TenantId tenant) implements ShareTarget {}

    /** Whether it goes outside of the tenant, to be read there and no more. */
    default boolean isOutside() {
        return switch (this) {
            case Member _, Team _, WholeTenant _ -> false;
            case Link link -> link.outside();
            case External _, OtherTenant _ -> true;
        };
    }
}
