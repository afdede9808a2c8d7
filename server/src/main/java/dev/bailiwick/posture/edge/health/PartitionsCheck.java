package dev.bailiwick.posture.edge.health;

import dev.bailiwick.posture.database.maintenance.Partitions;

import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether findings of the coming months have a place to go. They are made ahead; this tells when
 * that has stopped.
 */
@Component
@Order(2)
final class PartitionsCheck implements Check {

    private static final int ENOUGH = 2;

    /** Months pass slowly, and each look is maintenance, which is recorded. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final Partitions partitions;
    private final Clock clock;
    private int ahead;
    private @Nullable Instant looked;

    PartitionsCheck(Partitions partitions, Clock clock) {
        this.partitions = partitions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "findings:monthsAhead";
    }

    @Override
    public synchronized Result look() throws SQLException {
        Instant now = clock.instant();
        if (looked == null || looked.plus(KEPT).isBefore(now)) {
            ahead = partitions.ahead();
            looked = now;
        }
        return ahead >= ENOUGH
                ? Result.pass(ahead, "months")
                : new Result(
                        Status.WARN,
                        ahead,
                        "months",
                        "Fewer than two months of findings have their partition; the log tells"
                                + " why.");
    }
}
