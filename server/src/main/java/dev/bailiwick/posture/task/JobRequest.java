package dev.bailiwick.posture.task;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * What is to be done.
 *
 * @param args what the handler needs, by name; the API shows them
 * @param provider the provider it is about, if any
 * @param delay how long it waits at least
 * @param unattended whether it belongs to nobody
 */
public record JobRequest(
        String name,
        Map<String, String> args,
        @Nullable UUID provider,
        Duration delay,
        boolean unattended) {

    public JobRequest {
        Objects.requireNonNull(name, "name");
        args = Map.copyOf(args);
    }

    /** A task of the API that acts for the principal in scope. */
    public static JobRequest of(String name) {
        return new JobRequest(name, Map.of(), null, Duration.ZERO, false);
    }

    public JobRequest with(String argument, Object value) {
        Map<String, String> more = new HashMap<>(args);
        more.put(argument, value.toString());
        return new JobRequest(name, more, provider, delay, unattended);
    }

    public JobRequest about(UUID newProvider) {
        return new JobRequest(name, args, newProvider, delay, unattended);
    }

    /** For what is to begin some time after it is asked for, as the first scan of a schedule. */
    public JobRequest after(Duration newDelay) {
        return new JobRequest(name, args, provider, newDelay, unattended);
    }

    /**
     * Belongs to nobody: sees the whole tenant, and runs whoever has left it or whether it has been
     * closed meanwhile.
     */
    public JobRequest withoutPrincipal() {
        return new JobRequest(name, args, provider, delay, true);
    }
}
