package dev.bailiwick.posture.task.job;

import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.access.Visibility;

import org.jspecify.annotations.Nullable;

import java.util.UUID;

/** Whose a job is: all that the engine's own role can learn about it. */
public record JobOwner(TenantId tenant, @Nullable UUID principal) {

    /** For the runner's own books, which rest on nobody's authority. */
    public Scope.Tenant wholeTenant() {
        return Visibility.all().within(Scope.Tenant.of(tenant));
    }

    /**
     * For the handler.
     *
     * @param epoch null for a job without a principal
     */
    public Scope.Tenant scope(Visibility visibility, @Nullable Epoch epoch) {
        Scope.Tenant own = visibility.within(asked());
        return epoch == null ? own : own.at(epoch);
    }

    /** Who asked for the job, and where. */
    public Scope.Tenant asked() {
        Scope.Tenant scope = Scope.Tenant.of(tenant);
        return principal == null ? scope : scope.as(new PrincipalId(principal));
    }
}
