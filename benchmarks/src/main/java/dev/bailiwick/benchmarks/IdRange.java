package dev.bailiwick.benchmarks;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

/** The ids of a day in UTC: from the first to before the end. */
record IdRange(UUID first, UUID end) {

    static IdRange of(LocalDate day) {
        return new IdRange(start(day), start(day.plusDays(1)));
    }

    private static UUID start(LocalDate day) {
        return new UUID(day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli() << 16, 0);
    }
}
