package dev.bailiwick.posture.account.token;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The keys of this server: the newest signs; an older one verifies until the last token that it can
 * have signed is over. A key that another process adds is taken up within seconds.
 */
final class SigningKeys {

    /** How often the directory is looked at, and so how long an old key may still sign. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    /** A token of an unknown key may be one that was just added. */
    private static final Duration LOOK_FOR_UNKNOWN = Duration.ofSeconds(1);

    private static final Duration GRACE = LOOK.multipliedBy(2);

    private final KeyDirectory directory;
    private final Duration lifetime;
    private final Clock clock;
    private volatile Ring ring;

    private SigningKeys(KeyDirectory directory, Duration lifetime, Clock clock) {
        this.directory = directory;
        this.lifetime = lifetime;
        this.clock = clock;
        this.ring = load();
    }

    /**
     * Opens the directory; makes it, and a first key, where there is none.
     *
     * @param lifetime of the longest-living token
     */
    static SigningKeys open(KeyDirectory directory, Duration lifetime, Clock clock) {
        if (directory.read().isEmpty()) {
            directory.add(clock.instant());
        }
        return new SigningKeys(directory, lifetime, clock);
    }

    /**
     * Adds a key, which signs from now on, and removes those whose tokens are all over.
     *
     * @return how many were removed
     */
    static int rotate(Path path, Duration lifetime, Clock clock) {
        KeyDirectory directory = new KeyDirectory(path);
        directory.add(clock.instant());
        List<SigningKey> over =
                new Ring(directory.read(), directory.state(), clock.instant(), lifetime)
                        .over(clock.instant());
        directory.remove(over);
        return over.size();
    }

    SigningKey signing() {
        return look(LOOK).newest();
    }

    /** Empty for a key that is unknown, or whose tokens are all over. */
    Optional<SigningKey> verifying(String id) {
        Instant now = clock.instant();
        return look(LOOK).find(id, now).or(() -> look(LOOK_FOR_UNKNOWN).find(id, now));
    }

    private Ring look(Duration interval) {
        if (ring.isFresh(clock.instant(), interval)) {
            return ring;
        }
        synchronized (this) {
            Instant now = clock.instant();
            if (!ring.isFresh(now, interval)) {
                ring = ring.state().equals(directory.state()) ? ring.lookedAt(now) : load();
            }
            return ring;
        }
    }

    private Ring load() {
        Object state = directory.state();
        List<SigningKey> keys = directory.read();
        if (keys.isEmpty()) {
            throw new IllegalStateException(
                    "There is no signing key left in %s.".formatted(directory.path()));
        }
        return new Ring(keys, state, clock.instant(), lifetime);
    }

    /**
     * The keys as they were at one moment.
     *
     * @param keys the oldest first; not empty
     */
    private record Ring(List<SigningKey> keys, Object state, Instant looked, Duration lifetime) {

        boolean isFresh(Instant now, Duration interval) {
            return now.isBefore(looked.plus(interval));
        }

        Ring lookedAt(Instant now) {
            return new Ring(keys, state, now, lifetime);
        }

        SigningKey newest() {
            return keys.getLast();
        }

        Optional<SigningKey> find(String id, Instant now) {
            return IntStream.range(0, keys.size())
                    .filter(i -> keys.get(i).id().equals(id) && !isOver(i, now))
                    .mapToObj(keys::get)
                    .findFirst();
        }

        List<SigningKey> over(Instant now) {
            return IntStream.range(0, keys.size())
                    .filter(i -> isOver(i, now))
                    .mapToObj(keys::get)
                    .toList();
        }

        /** Whether every token is over that a key signed before its successor took its place. */
        private boolean isOver(int i, Instant now) {
            return i + 1 < keys.size()
                    && keys.get(i + 1).made().plus(lifetime).plus(GRACE).isBefore(now);
        }
    }
}
