package dev.bailiwick.posture.finding;

import dev.bailiwick.posture.database.maintenance.Partitions;
import dev.bailiwick.posture.task.housekeeping.Housekeeping;

import org.springframework.stereotype.Component;

import java.sql.SQLException;
import java.time.Duration;

/** Makes the partitions of coming months, as each start of a server does, while it runs. */
@Component
final class FindingMonths implements Housekeeping {

    private final Partitions partitions;

    FindingMonths(Partitions partitions) {
        this.partitions = partitions;
    }

    @Override
    public String name() {
        return "finding-months";
    }

    @Override
    public Duration every() {
        return Duration.ofDays(1);
    }

    @Override
    public void keep() {
        try {
            partitions.makeAhead();
        } catch (SQLException e) {
            throw new IllegalStateException("The next months' partitions cannot be made", e);
        }
    }
}
