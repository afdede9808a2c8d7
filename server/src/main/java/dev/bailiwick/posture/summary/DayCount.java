package dev.bailiwick.posture.summary;

import java.time.LocalDate;
import java.util.List;

/**
 * How many findings failed at the end of a day, by severity; those that are muted by themselves.
 *
 * @param scans the ids of the scans that say so: the last of each provider by then
 */
public record DayCount(
        LocalDate day,
        long critical,
        long high,
        long medium,
        long low,
        long informational,
        long muted,
        List<String> scans) {

    public DayCount {
        scans = List.copyOf(scans);
    }

    /** Of a day before the first scan. */
    static DayCount none(LocalDate day) {
        return new DayCount(day, 0, 0, 0, 0, 0, 0, List.of());
    }
}
