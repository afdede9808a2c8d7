package dev.bailiwick.core.authority;

import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * How a principal stands in a tenant, as it was read at one moment. Its absence is that there is no
 * membership.
 *
 * @param custom permissions beside those of the roles
 * @param epoch rises when anything of this changes
 */
public record Holding(
        PrincipalId principal,
        TenantId tenant,
        MembershipStatus membership,
        Set<Role> roles,
        Set<Permission> custom,
        TenantStatus tenantStatus,
        Epoch epoch) {

    public Holding {
        Objects.requireNonNull(principal, "principal");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(membership, "membership");
        Objects.requireNonNull(tenantStatus, "tenantStatus");
        Objects.requireNonNull(epoch, "epoch");
        roles = Set.copyOf(roles);
        custom = Set.copyOf(custom);
    }

    /**
     * Those of the roles and the custom ones; none unless the membership is active. What the
     * tenant's status leaves of them, {@link Checks} says.
     */
    public Set<Permission> permissions() {
        if (membership != MembershipStatus.ACTIVE) {
            return Set.of();
        }
        Set<Permission> all = new HashSet<>(custom);
        roles.forEach(role -> all.addAll(role.permissions()));
        return Set.copyOf(all);
    }

    /**
     * The scope of this principal in this tenant, as derived from this: where the wall compares
     * epochs, nothing of it runs once any of this has changed. Whether they may do anything in it,
     * {@link Checks} says before.
     */
    public Scope.Tenant scope() {
        return Scope.Tenant.of(tenant).as(principal).at(epoch);
    }
}
