package dev.bailiwick.posture.task;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * What is to be done.
 *
 * @param args what the handler needs, by name; the API shows them
 * @param provider the provider it is about, if any
 * @param delay how long it waits at least
 */
public record JobRequest(
        String name,
        Map<String, String> args,
        @Nullable UUID provider,
        Duration delay,
        Set<Trait> traits) {

    /** How a job differs from a principal's own, visible one. */
    public enum Trait {
        /** Not a task of the API. */
        HIDDEN,
        /**
         * Belongs to nobody: sees the whole tenant, and runs whoever has left it or whether it has
         * been closed meanwhile.
         */
        UNATTENDED
    }

    public JobRequest {
        Objects.requireNonNull(name, "name");
        args = Map.copyOf(args);
        traits = Set.copyOf(traits);
    }

    /** A task of the API that acts for the principal in scope. */
    public static JobRequest of(String name) {
        return new JobRequest(name, Map.of(), null, Duration.ZERO, Set.of());
    }

    public JobRequest with(String argument, Object value) {
        Map<String, String> more = new HashMap<>(args);
        more.put(argument, value.toString());
        return new JobRequest(name, more, provider, delay, traits);
    }

    public JobRequest about(UUID newProvider) {
        return new JobRequest(name, args, newProvider, delay, traits);
    }

    public JobRequest after(Duration newDelay) {
        return new JobRequest(name, args, provider, newDelay, traits);
    }

    public JobRequest hidden() {
        return plus(Trait.HIDDEN);
    }

    public JobRequest unattended() {
        return plus(Trait.UNATTENDED);
    }

    private JobRequest plus(Trait trait) {
        Set<Trait> more = EnumSet.of(trait);
        more.addAll(traits);
        return new JobRequest(name, args, provider, delay, more);
    }
}
