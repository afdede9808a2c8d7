package dev.bailiwick.posture.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

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
                return Instant.now().plus(by.get());
            }
        };
    }
}
