package dev.bailiwick.spring.member;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.authority.Checks;
import dev.bailiwick.core.authority.Holding;
import dev.bailiwick.core.authority.MembershipStatus;
import dev.bailiwick.core.authority.Permission;
import dev.bailiwick.core.authority.RoleModel;
import dev.bailiwick.postgres.authority.Members;
import dev.bailiwick.spring.TenantMembership;

import java.sql.SQLException;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says what a principal is to a tenant by the tables of authority: to be declared as the
 * application's bean of {@link TenantMembership}. Scopes carry the epoch that was read.
 */
public final class KeptMembership implements TenantMembership {

    private final Members members;
    private final Checks checks;

    public KeptMembership(Members members, RoleModel model) {
        this.members = members;
        this.checks = new Checks(model);
    }

    /**
     * @throws IllegalStateException if the database cannot be asked
     */
    @Override
    public Standing standing(PrincipalId principal, TenantId tenant) {
        try {
            return members.holding(principal, tenant)
                    .map(this::standing)
                    .orElseGet(Standing.Stranger::new);
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "Whether %s is a member of tenant %s could not be asked"
                            .formatted(principal, tenant),
                    e);
        }
    }

    private Standing standing(Holding held) {
        if (held.membership() == MembershipStatus.SUSPENDED) {
            return new Standing.Suspended("Your membership is suspended.");
        }
        Set<String> allowed =
                checks.allowed(held).stream()
                        .map(Permission::name)
                        .collect(Collectors.toUnmodifiableSet());
        boolean open = held.tenantStatus().open();
        if (!open && allowed.isEmpty()) {
            return new Standing.Suspended("The tenant is not open.");
        }
        return open
                ? Standing.member(held.scope(), allowed, held.roles())
                : Standing.ofClosed(held.scope(), allowed);
    }
}
