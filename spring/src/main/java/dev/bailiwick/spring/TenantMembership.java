package dev.bailiwick.spring;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.authority.Role;

import java.util.Set;

/** Says what a principal is to a tenant now. The application gives one bean of it. */
@FunctionalInterface
public interface TenantMembership {

    /**
     * Asked for every request, message and re-validation, in the scope of the principal without a
     * tenant: the principal's own identity rows can be read, no tenant's.
     */
    Standing standing(PrincipalId principal, TenantId tenant);

    /** What a principal is to a tenant. */
    sealed interface Standing {

        /** A member with this authority, whose scope is one of the tenant that was asked for. */
        record Member(Authority authority) implements Standing {}

        /**
         * A member who may not work there at present, or of a tenant that is not active.
         *
         * @param reason for the member
         */
        record Suspended(String reason) implements Standing {}

        /** None of theirs, or there is no such tenant: nobody learns which. */
        record Stranger() implements Standing {}

        /**
         * @param scope names the tenant, the principal and what the member's view is narrowed to
         */
        static Standing member(Scope.Tenant scope, Set<String> permissions) {
            return member(scope, permissions, Set.of());
        }

        /** As {@link #member(Scope.Tenant, Set)}, of somebody who holds roles. */
        static Standing member(Scope.Tenant scope, Set<String> permissions, Set<Role> roles) {
            return member(scope, permissions, true, roles);
        }

        /**
         * Of a member of a tenant that is not open, where these permissions are left.
         *
         * @see Authority#open
         */
        static Standing ofClosed(Scope.Tenant scope, Set<String> permissions) {
            return member(scope, permissions, false, Set.of());
        }

        private static Standing member(
                Scope.Tenant scope, Set<String> permissions, boolean open, Set<Role> roles) {
            record Plain(Scope scope, Set<String> permissions, boolean open, Set<Role> roles)
                    implements Authority {}
            return new Member(new Plain(scope, Set.copyOf(permissions), open, Set.copyOf(roles)));
        }
    }
}
