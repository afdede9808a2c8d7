package dev.bailiwick.posture.task;

import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.access.Standing;
import dev.bailiwick.posture.access.Standings;
import dev.bailiwick.posture.access.Visibility;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/** Whether a job may still run, as things are now and not as they were when it was asked for. */
sealed interface Admission {

    /**
     * Its handler sees this much.
     *
     * @param permissions that its principal holds; all for a job without one
     * @param epoch in which that was so; null for a job without a principal
     */
    record Granted(Set<Permission> permissions, Visibility visibility, @Nullable Epoch epoch)
            implements Admission {

        public Granted {
            permissions = Set.copyOf(permissions);
        }

        private static Granted toNobody() {
            return new Granted(EnumSet.allOf(Permission.class), Visibility.all(), null);
        }
    }

    /** The tenant is not open, and the job is nobody's: some are done all the same. */
    record Closed() implements Admission {}

    /**
     * Never again.
     *
     * @param reason for the task's result
     */
    record Denied(String reason) implements Admission {}

    static Denied closed() {
        return new Denied("The tenant is no longer active.");
    }

    static Admission of(JobOwners.Owner owner, Standings standings) {
        if (owner.principal() == null) {
            return Scopes.call(owner.wholeTenant(), standings::isTenantOpen)
                    ? Granted.toNobody()
                    : new Closed();
        }
        return standings
                .read(new PrincipalId(owner.principal()), owner.tenant())
                .map(Admission::of)
                .orElseGet(() -> new Denied("Its principal is no longer a member."));
    }

    private static Admission of(Standing standing) {
        return standing.open()
                ? new Granted(standing.permissions(), standing.visibility(), standing.epoch())
                : closed();
    }

    /** The same, for a job of {@code handler} about {@code provider}. */
    default Admission to(@Nullable UUID provider, JobHandler handler) {
        return switch (this) {
            case Closed() -> handler.runsWhenClosed() ? Granted.toNobody() : closed();
            case Granted(Set<Permission> permissions, _, _)
                    when !permissions.contains(handler.permission()) ->
                    new Denied("Its principal may no longer do this.");
            case Granted(_, Visibility.Only(Set<UUID> providers, _), _)
                    when provider != null && !providers.contains(provider) ->
                    new Denied("Its principal no longer sees the provider.");
            case Granted granted -> granted;
            case Denied denied -> denied;
        };
    }
}
