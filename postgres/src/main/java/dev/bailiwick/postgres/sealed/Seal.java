package dev.bailiwick.postgres.sealed;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Mints the tokens that carry scopes to the database: the values of the settings, for one server
 * process and a few seconds, under a key that SQL of the app role cannot read.
 *
 * <p>Safe for use by several threads. Its text shows the key's number and nothing else of the key.
 */
public final class Seal {

    private static final Duration LIFETIME = Duration.ofSeconds(5);
    private static final Duration SHORTEST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** Sets the settings apart in a token; no value holds it. */
    private static final char BETWEEN = '\u001f';

    /** One for the whole process, since two data sources may share a pool. */
    private static final AtomicLong TURN = new AtomicLong();

    private final SealForm form;
    private final Duration lifetime;
    private final boolean pooled;
    private final InstantSource clock;

    /** Shared with whatever was made of this seal, so that all of them rotate together. */
    private final AtomicReference<Minting> minting;

    private Seal(
            SealForm form,
            AtomicReference<Minting> minting,
            Duration lifetime,
            boolean pooled,
            InstantSource clock) {
        this.form = form;
        this.lifetime = lifetime;
        this.pooled = pooled;
        this.clock = clock;
        this.minting = minting;
    }

    /** A seal whose tokens live five seconds, for connections straight to the server. */
    public static Seal of(SealForm form, SealKey key) {
        return new Seal(
                form,
                new AtomicReference<>(Minting.by(key)),
                LIFETIME,
                false,
                InstantSource.system());
    }

    /**
     * This seal, whose tokens live as long as is said. What is left unfinished longer than that
     * after its statement began, such as a cursor that reaches another table late, fails in the
     * portable form.
     *
     * @param newLifetime half a second to five minutes
     */
    public Seal livingFor(Duration newLifetime) {
        if (newLifetime.compareTo(SHORTEST) < 0 || newLifetime.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "A seal lives for half a second to five minutes, not " + newLifetime);
        }
        return new Seal(form, minting, newLifetime, pooled, clock);
    }

    /**
     * This seal, behind a pooler that gives each transaction another server process: which one it
     * is must be asked, and that costs each transaction a round trip of its own. Its tokens are
     * good in that one transaction alone, in either form.
     */
    public Seal pooled() {
        return new Seal(form, minting, lifetime, true, clock);
    }

    /** For tests of what happens when clocks differ. */
    Seal by(InstantSource newClock) {
        return new Seal(form, minting, lifetime, pooled, newClock);
    }

    /**
     * From now on tokens are minted with another key, which the database must have already; also by
     * the seals that were made of this one, and of which this one was made.
     */
    public void rotate(SealKey key) {
        minting.set(Minting.by(key));
    }

    public SealForm form() {
        return form;
    }

    /** How long a token may still be used after it was minted. */
    public Duration lifetime() {
        return lifetime;
    }

    public boolean isPooled() {
        return pooled;
    }

    /**
     * A token, which is as good as the scope itself to the server process that it is for.
     *
     * @param settings names of the settings, in full; without any, in the form with a slot, the
     *     token does nothing but to begin the turns of a fresh process, and without it no other is
     *     taken there, unless it is for one transaction
     * @param values theirs, in the same order
     */
    public String mint(Backend backend, List<String> settings, List<String> values) {
        Objects.requireNonNull(backend, "backend");
        Minting by = minting.get();
        long expiry = clock.millis() + backend.ahead().plus(lifetime).toMillis();
        StringBuilder body = new StringBuilder(256).append(by.number).append(thirteen(expiry));
        body.append(backend.transaction().isEmpty() ? 's' : 't');
        if (form == SealForm.SLOT) {
            body.append(turn(backend));
        }
        for (int i = 0; i < settings.size(); i++) {
            append(body, settings.get(i), values.get(i));
        }
        if (form == SealForm.SLOT
                && !settings.isEmpty()
                && values.stream().allMatch(String::isEmpty)) {
            // without it, the token would be one that begins the turns
            body.append(" nothing");
        }
        String where = form + ":" + backend.pid() + ":" + backend.port();
        return by.signing.mac(where + ":" + backend.transaction() + ":" + body) + body;
    }

    /** What the server's clock is ahead by, if it said {@code server} just now. */
    public Duration ahead(Instant server) {
        return Duration.between(clock.instant(), server);
    }

    private void append(StringBuilder body, String setting, String value) {
        if (form == SealForm.SLOT) {
            if (!value.isEmpty()) {
                // the slot takes letters and digits only
                body.append(' ').append(hex(setting)).append(',').append(hex(value));
            }
            return;
        }
        if (value.indexOf(BETWEEN) >= 0) {
            throw new IllegalArgumentException(
                    "The value of " + setting + " may not hold the control character 31");
        }
        body.append(BETWEEN).append(setting).append('=').append(value);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Rises with every token; microseconds, so that it rises from one process to the next too. */
    private String turn(Backend backend) {
        long last = backend.turn().isEmpty() ? 0 : Long.parseLong(backend.turn());
        long now = clock.millis() * 1000;
        long turn = TURN.updateAndGet(before -> Math.max(Math.max(before, last) + 1, now));
        String digits = Long.toString(turn);
        return "0".repeat(16 - digits.length()) + digits;
    }

    private static String thirteen(long millis) {
        String digits = Long.toString(millis);
        return "0".repeat(Math.max(0, 13 - digits.length())) + digits;
    }

    @Override
    public String toString() {
        return "seal (%s, %s, %s)".formatted(form, minting.get().key, lifetime);
    }

    private record Minting(SealKey key, String number, SealKey.Signing signing) {

        static Minting by(SealKey key) {
            return new Minting(key, key.number(), key.signing());
        }
    }
}
