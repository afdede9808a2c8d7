package dev.bailiwick.posture.task.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

final class DatabaseClockIT {

    private final TestServer server = TestServer.shared();

    @ParameterizedTest
    @ValueSource(longs = {-400, 0, 400})
    void tellsTheDatabasesTimeWhateverThisMachineTakesItFor(long days) {
        AtomicReference<Duration> off = new AtomicReference<>(Duration.ofDays(days));
        DatabaseClock clock = new DatabaseClock(server.worker(), off(off));

        assertThat(distance(clock)).isLessThan(Duration.ofHours(1));
        off.set(off.get().minusDays(3));
        assertThat(distance(clock)).as("after the clock was set").isLessThan(Duration.ofHours(1));
    }

    /** By half of it, it would be off until the next time it measures. */
    @Test
    void doesNotTakeAPauseOfItsOwnProcessForADistance() {
        AtomicReference<Duration> off = new AtomicReference<>(Duration.ZERO);
        Clock paused = off(off);
        AtomicInteger asked = new AtomicInteger();
        // between the answer and the second look, as if this process had stood still
        DatabaseClock clock =
                new DatabaseClock(
                        server.worker(),
                        each(
                                paused,
                                () -> {
                                    if (asked.incrementAndGet() == 3) {
                                        off.set(Duration.ofHours(8));
                                    }
                                }));

        assertThat(distance(clock)).isLessThan(Duration.ofHours(1));
    }

    private Duration distance(DatabaseClock clock) {
        Instant there =
                server.sql()
                        .sql("select clock_timestamp()")
                        .query(OffsetDateTime.class)
                        .single()
                        .toInstant();
        return Duration.between(there, clock.now()).abs();
    }

    private static Clock off(AtomicReference<Duration> by) {
        return clock(() -> Instant.now().plus(by.get()));
    }

    private static Clock each(Clock clock, Runnable before) {
        return clock(
                () -> {
                    before.run();
                    return clock.instant();
                });
    }

    private static Clock clock(Supplier<Instant> time) {
        return new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return time.get();
            }
        };
    }
}
