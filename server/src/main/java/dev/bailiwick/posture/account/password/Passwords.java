package dev.bailiwick.posture.account.password;

import dev.bailiwick.posture.jsonapi.error.ApiException;

import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Hashes passwords and compares with hashes. At most one hash for each processor is under way,
 * whatever many people ask for at once.
 */
@Component
public class Passwords {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final Semaphore places =
            new Semaphore(Runtime.getRuntime().availableProcessors(), true);
    private final PasswordEncoder encoder;
    private final String nobodys;

    Passwords(PasswordEncoder encoder) {
        this.encoder = encoder;
        this.nobodys = encoder.encode("the hash that is compared when there is none");
    }

    public String hash(String password) {
        return inPlace(() -> encoder.encode(password));
    }

    /**
     * Whether {@code password} is the one behind {@code hash}; takes the same time where there is
     * no hash. Only to be called within {@link #inPlace}.
     */
    public boolean matches(String password, @Nullable String hash) {
        boolean same = encoder.matches(password, hash == null ? nobodys : hash);
        return same && hash != null;
    }

    /**
     * Does {@code work}, which hashes, as soon as there is a place.
     *
     * @throws ApiException 503 when there is none for long
     */
    public <T> T inPlace(Supplier<T> work) {
        if (!acquire()) {
            throw ApiException.unavailable("Too many people are signing in at once.", LONGEST_WAIT);
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }

    private boolean acquire() {
        try {
            return places.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
