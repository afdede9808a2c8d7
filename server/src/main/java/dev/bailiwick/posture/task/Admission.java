package dev.bailiwick.posture.task;

import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.posture.access.Standing;
import dev.bailiwick.posture.access.Standings;
import dev.bailiwick.posture.access.Visibility;

import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.UUID;

/** Whether a job may still run, as things are now and not as they were when it was asked for. */
sealed interface Admission {

    /**
     * Its handler sees this much.
     *
     * @param epoch in which that was so; null for a job without a principal
     */
    record Granted(Visibility visibility, @Nullable Epoch epoch) implements Admission {}

    /**
     * Never again.
     *
     * @param reason for the task's result
     */
    record Denied(String reason) implements Admission {}

    static Admission of(JobOwners.Owner owner, Standings standings) {
        return owner.principal() == null
                ? new Granted(Visibility.all(), null)
                : standings
                        .read(new PrincipalId(owner.principal()), owner.tenant())
                        .map(Admission::of)
                        .orElseGet(() -> new Denied("Its principal is no longer a member."));
    }

    private static Admission of(Standing standing) {
        return standing.open()
                ? new Granted(standing.visibility(), standing.epoch())
                : new Denied("The tenant is no longer active.");
    }

    /** The same, for a job about {@code provider}. */
    default Admission to(@Nullable UUID provider) {
        return this instanceof Granted(Visibility.Only(Set<UUID> providers, _), _)
                        && provider != null
                        && !providers.contains(provider)
                ? new Denied("Its principal no longer sees the provider.")
                : this;
    }
}
