package dev.bailiwick.core.authority;

import static dev.bailiwick.core.authority.Netrun.Permit.*;

import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.TenantId;

import java.util.EnumSet;
import java.util.Set;

/** The roles and permissions of netrun-rbac, whose rows tests are named after. */
final class Netrun {

    static final Permissions ALL = Permissions.of(Permit.class);

    static final RoleModel MODEL =
            RoleModel.of(ALL)
                    .role("owner")
                    .role(
                            "admin",
                            USERS_CREATE,
                            USERS_UPDATE,
                            CONTENT_UPDATE_ALL,
                            CONTENT_DELETE,
                            INVITATIONS_CREATE,
                            INVITATIONS_DELETE)
                    .above("owner", "admin")
                    .role("member", CONTENT_CREATE, CONTENT_UPDATE)
                    .above("admin", "member")
                    .role("viewer", USERS_READ, TENANT_READ, CONTENT_READ, BILLING_READ)
                    .above("member", "viewer")
                    .allowedWhenSuspended(BILLING_READ, BILLING_UPDATE)
                    .build();

    static final Role OWNER = MODEL.require("owner");
    static final Role ADMIN = MODEL.require("admin");
    static final Role MEMBER = MODEL.require("member");
    static final Role VIEWER = MODEL.require("viewer");

    private Netrun() {}

    static Holding holding(Role... roles) {
        return new Holding(
                new PrincipalId(1),
                new TenantId(1),
                MembershipStatus.ACTIVE,
                Set.of(roles),
                Set.of(),
                TenantStatus.ACTIVE,
                new Epoch(0));
    }

    static Holding in(TenantStatus status, Holding holding) {
        return new Holding(
                holding.principal(),
                holding.tenant(),
                holding.membership(),
                holding.roles(),
                holding.custom(),
                status,
                holding.epoch());
    }

    static Holding suspended(Holding holding) {
        return new Holding(
                holding.principal(),
                holding.tenant(),
                MembershipStatus.SUSPENDED,
                holding.roles(),
                holding.custom(),
                holding.tenantStatus(),
                holding.epoch());
    }

    static Holding with(Holding holding, Permit... custom) {
        return new Holding(
                holding.principal(),
                holding.tenant(),
                holding.membership(),
                holding.roles(),
                Set.of(custom),
                holding.tenantStatus(),
                holding.epoch());
    }

    static Set<Permit> except(Permit... permits) {
        Set<Permit> rest = EnumSet.allOf(Permit.class);
        Set.of(permits).forEach(rest::remove);
        return rest;
    }

    enum Permit implements Permission {
        USERS_READ,
        USERS_CREATE,
        USERS_UPDATE,
        USERS_DELETE,
        TENANT_READ,
        TENANT_UPDATE,
        TENANT_DELETE,
        CONTENT_READ,
        CONTENT_CREATE,
        CONTENT_UPDATE,
        CONTENT_UPDATE_ALL,
        CONTENT_DELETE,
        BILLING_READ,
        BILLING_UPDATE,
        INVITATIONS_CREATE,
        INVITATIONS_DELETE
    }
}
