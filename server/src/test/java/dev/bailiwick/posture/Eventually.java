package dev.bailiwick.posture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what other threads bring about, and fails the test when it does not come. */
public final class Eventually {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private Eventually() {}

    /** The first value that is {@code wanted}. */
    public static <T> T get(Supplier<T> value, Predicate<? super T> wanted) {
        return get(PATIENCE, value, wanted);
    }

    /** As {@link #get(Supplier, Predicate)}, of what may take longer than anything else. */
    public static <T> T get(Duration patience, Supplier<T> value, Predicate<? super T> wanted) {
        Instant end = Instant.now().plus(patience);
        T latest = value.get();
        while (!wanted.test(latest)) {
            assertThat(Instant.now()).as("still %s", latest).isBefore(end);
            uninterrupted(() -> TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos()));
            latest = value.get();
        }
        return latest;
    }

    public static void holds(BooleanSupplier condition) {
        assertThat(get(condition::getAsBoolean, holds -> holds)).isTrue();
    }

    public static void passes(CountDownLatch latch) {
        uninterrupted(
                () ->
                        assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                                .as("waited for %s", latch)
                                .isTrue());
    }

    private static void uninterrupted(Waiting waiting) {
        try {
            waiting.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private interface Waiting {
        void run() throws InterruptedException;
    }
}
