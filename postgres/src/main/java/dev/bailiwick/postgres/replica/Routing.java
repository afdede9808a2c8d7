package dev.bailiwick.postgres.replica;

import java.time.Duration;

/**
 * When a replica is used.
 *
 * @param staleness a replica that may lack something older than this is not used; what it lacks is
 *     measured against the primary, so an idle primary makes no replica stale
 * @param patience how long a reader waits for a replica to show what it wrote, before it goes to
 *     the primary; zero for not at all
 * @param interval between two looks at each server
 */
public record Routing(Duration staleness, Duration patience, Duration interval) {

    public Routing {
        if (!staleness.isPositive() || !interval.isPositive() || patience.isNegative()) {
            throw new IllegalArgumentException(
                    "Staleness and interval must be above zero, patience not below: %s, %s, %s"
                            .formatted(staleness, interval, patience));
        }
        if (staleness.compareTo(interval.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException(
                    "With looks every %s, staleness is known to no less than twice that, not %s"
                            .formatted(interval, staleness));
        }
    }

    /** Two seconds, a tenth of a second, a tenth of a second. */
    public static Routing defaults() {
        return new Routing(Duration.ofSeconds(2), Duration.ofMillis(100), Duration.ofMillis(100));
    }

    public Routing withStaleness(Duration most) {
        return new Routing(most, patience, interval);
    }

    public Routing withPatience(Duration most) {
        return new Routing(staleness, most, interval);
    }

    public Routing withInterval(Duration between) {
        return new Routing(staleness, patience, between);
    }
}
