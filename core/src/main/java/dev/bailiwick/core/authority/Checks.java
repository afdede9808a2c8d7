package dev.bailiwick.core.authority;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;

/** Decides by a {@link RoleModel} what somebody may do. Immutable, and remembers nothing. */
public final class Checks {

    private final RoleModel model;

    public Checks(RoleModel model) {
        this.model = model;
    }

    /**
     * Whether all of {@code required} are held and allowed.
     *
     * @param holding null for whoever is no member
     * @throws IllegalArgumentException if nothing is required, or something that is unknown: that
     *     is a fault of the asker, and never a pass
     */
    public Access permissions(@Nullable Holding holding, Set<? extends Permission> required) {
        if (required.isEmpty()) {
            throw new IllegalArgumentException("Nothing is required: name a permission");
        }
        model.permissions().check(required);
        if (holding == null) {
            return new Access.NotMember();
        }
        boolean open =
                switch (holding.tenantStatus()) {
                    case TRIAL, ACTIVE -> true;
                    case SUSPENDED -> model.whenSuspended().containsAll(required);
                    case CANCELLED, ARCHIVED -> false;
                };
        if (!open || holding.membership() != MembershipStatus.ACTIVE) {
            return barred(holding);
        }
        Set<Permission> held = holding.permissions();
        return required.stream()
                .filter(permission -> !held.contains(permission))
                .min(Comparator.comparing(Permission::name))
                .<Access>map(Access.Forbidden::new)
                .orElseGet(() -> new Access.Granted(holding));
    }

    /** What is held and, by the status of the membership and of the tenant, allowed. */
    public Set<Permission> allowed(Holding holding) {
        Set<Permission> allowed = new HashSet<>(holding.permissions());
        switch (holding.tenantStatus()) {
            case TRIAL, ACTIVE -> {}
            case SUSPENDED -> allowed.retainAll(model.whenSuspended());
            case CANCELLED, ARCHIVED -> allowed.clear();
        }
        return Set.copyOf(allowed);
    }

    /**
     * Whether {@code required}, or a role above it, is held and the tenant is open.
     *
     * @param holding null for whoever is no member
     * @throws IllegalArgumentException if {@code required} is not a role of the model
     */
    public Access role(@Nullable Holding holding, Role required) {
        if (!model.includes(required, required)) {
            throw new IllegalArgumentException("Not a role of the model: " + required);
        }
        if (holding == null) {
            return new Access.NotMember();
        }
        if (!holding.tenantStatus().open() || holding.membership() != MembershipStatus.ACTIVE) {
            return barred(holding);
        }
        return includedIn(holding, required)
                ? new Access.Granted(holding)
                : new Access.RoleMissing(required);
    }

    /** Whoever is suspended learns no more of the tenant than that. */
    private static Access barred(Holding holding) {
        return switch (holding.membership()) {
            case SUSPENDED -> new Access.Suspended();
            case ACTIVE -> new Access.Closed(holding.tenantStatus());
        };
    }

    /**
     * Whether {@code giver} may make somebody hold {@code roles} and {@code custom}: each of the
     * roles is held or stands below one that is, and each of the permissions is held. Nobody raises
     * themselves that way, since nothing is given that is not held. It is not asked whether {@code
     * giver} may give anything at all, which is a matter of permissions.
     *
     * <p>Taking away needs the same rank: for a change, ask with what is held before and after
     * together.
     */
    public Grant giving(Holding giver, Set<Role> roles, Set<? extends Permission> custom) {
        Set<Role> rolesAbove = new HashSet<>(roles);
        rolesAbove.removeIf(
                role -> giver.membership() == MembershipStatus.ACTIVE && includedIn(giver, role));
        Set<Permission> permissionsAbove = new HashSet<>(custom);
        permissionsAbove.removeAll(giver.permissions());
        return rolesAbove.isEmpty() && permissionsAbove.isEmpty()
                ? new Grant.Allowed()
                : new Grant.AboveOwn(rolesAbove, permissionsAbove);
    }

    private boolean includedIn(Holding holding, Role role) {
        return holding.roles().stream().anyMatch(held -> model.includes(held, role));
    }
}
