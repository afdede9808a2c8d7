package dev.bailiwick.posture.task.attempt;

import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.audit.Rule;
import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.access.Standing;
import dev.bailiwick.posture.access.Standings;
import dev.bailiwick.posture.access.Visibility;
import dev.bailiwick.posture.task.job.JobOwner;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Whether a job may still run, as things are now and not as they were when it was asked for. */
sealed interface Admission {

    /** What it is about is out of its principal's sight. */
    Rule OUT_OF_SIGHT = new Rule("out-of-sight");

    /** What holds for one job. */
    sealed interface Verdict extends Admission {}

    /**
     * Its handler sees this much.
     *
     * @param permissions that its principal holds; all for a job without one
     * @param epoch in which that was so; null for a job without a principal
     */
    record Granted(Set<Permission> permissions, Visibility visibility, @Nullable Epoch epoch)
            implements Verdict {

        public Granted {
            permissions = Set.copyOf(permissions);
        }

        private static Granted toNobody() {
            return new Granted(EnumSet.allOf(Permission.class), Visibility.all(), null);
        }
    }

    /** The job is nobody's: it turns on the tenant, which the claim finds out. */
    record Unattended() implements Admission {}

    /**
     * Never again.
     *
     * @param reason for the task's result
     * @param refusal by which rule that is refused; null if there is nothing to refuse any more
     */
    record Denied(String reason, @Nullable Rule refusal) implements Verdict {}

    static Admission of(JobOwner owner, Standings standings) {
        if (owner.principal() == null) {
            return new Unattended();
        }
        return standings
                .read(new PrincipalId(owner.principal()), owner.tenant())
                .map(Admission::of)
                .orElseGet(
                        () -> new Denied("Its principal is no longer a member.", Rule.NOT_MEMBER));
    }

    private static Verdict of(Standing standing) {
        return standing.open()
                ? new Granted(standing.permissions(), standing.visibility(), standing.epoch())
                : notOpen();
    }

    private static Denied notOpen() {
        return new Denied("The tenant is no longer active.", Rule.SUSPENDED);
    }

    /**
     * The same, for a job of {@code handler} about {@code provider}.
     *
     * @param open whether its tenant is
     */
    default Verdict to(@Nullable UUID provider, JobHandler handler, BooleanSupplier open) {
        return switch (this) {
            case Unattended() ->
                    handler.runsWhenNotOpen() || open.getAsBoolean()
                            ? Granted.toNobody()
                            : notOpen();
            case Granted(Set<Permission> permissions, _, _)
                    when !permissions.contains(handler.permission()) ->
                    new Denied(
                            "Its principal may no longer do this.",
                            Rule.permission(List.of(handler.permission().name())));
            case Granted(_, Visibility.Only(Set<UUID> providers, _), _)
                    when provider != null && !providers.contains(provider) ->
                    new Denied("Its principal no longer sees the provider.", OUT_OF_SIGHT);
            case Granted granted -> granted;
            case Denied denied -> denied;
        };
    }
}
