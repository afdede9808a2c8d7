package dev.bailiwick.posture.task;

import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.access.Visibility;

import org.jspecify.annotations.Nullable;

import java.util.UUID;

/** Whose a job is: all that the engine's own role can learn about it. */
record JobOwner(TenantId tenant, @Nullable UUID principal) {

    /** For the runner's own books, which rest on nobody's authority. */
    Scope.Tenant wholeTenant() {
        return Visibility.all().within(Scope.Tenant.of(tenant));
    }

    /**
     * For the handler.
     *
     * @param epoch null for a job without a principal
     */
    Scope.Tenant scope(Visibility visibility, @Nullable Epoch epoch) {
        Scope.Tenant scope = visibility.within(Scope.Tenant.of(tenant));
        Scope.Tenant own = principal == null ? scope : scope.as(new PrincipalId(principal));
        return epoch == null ? own : own.at(epoch);
    }
}
