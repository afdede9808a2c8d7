package dev.bailiwick.posture.tenant;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.access.Standing;

/** The caller in one of their tenants. */
record Place(PrincipalId user, TenantId tenant, Standing standing) {

    /** That tenant, as the caller sees it. */
    Scope.Tenant scope() {
        return standing.visibility().within(Scope.Tenant.of(tenant).as(user)).at(standing.epoch());
    }
}
