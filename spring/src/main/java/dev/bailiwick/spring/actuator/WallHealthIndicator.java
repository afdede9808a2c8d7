package dev.bailiwick.spring.actuator;

import dev.bailiwick.core.Fault;
import dev.bailiwick.spring.wall.Comparison;
import dev.bailiwick.spring.wall.DriftWatch;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Up while the last comparison found nothing but warnings. One that could not be made, or that is
 * overdue, is not taken for clean.
 */
final class WallHealthIndicator implements HealthIndicator {

    /** What a comparison itself may take, waiting for a connection included. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final DriftWatch watch;
    private final Clock clock;

    WallHealthIndicator(DriftWatch watch, Clock clock) {
        this.watch = watch;
        this.clock = clock;
    }

    @Override
    public Health health() {
        Comparison last = watch.last();
        Health.Builder health =
                switch (last) {
                    case Comparison.Clean _ -> Health.up();
                    case Comparison.Drifted drifted ->
                            (drifted.severe() ? Health.down() : Health.up())
                                    .withDetail(
                                            "faults",
                                            drifted.faults().stream()
                                                    .map(Fault::toString)
                                                    .toList());
                    case Comparison.Unread(Instant _, String reason) ->
                            Health.down().withDetail("unread", reason);
                };
        Duration age = Duration.between(last.at(), clock.instant());
        if (age.compareTo(watch.interval().plus(PATIENCE)) > 0) {
            health.down().withDetail("overdue", "nothing was compared for " + age);
        }
        return health.withDetail("comparedAt", last.at()).build();
    }
}
