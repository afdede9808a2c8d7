package dev.bailiwick.posture.scan;

import org.springframework.scheduling.support.CronExpression;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Objects;

/**
 * When something comes round: by the clocks of a time zone, also when these are put forward or
 * back.
 *
 * @param cron minute, hour, day of the month, month, day of the week
 */
record Cadence(String cron, ZoneId zone) {

    private static final String AT_THE_MINUTE = "0 ";
    private static final int HOUR = 1;

    /** Minutes; no zone puts its clocks back by more. */
    private static final int LONGEST_OVERLAP = 24 * 60;

    Cadence {
        Objects.requireNonNull(zone, "zone");
        if (CadenceFaults.ofCron(cron).isPresent()) {
            throw new IllegalArgumentException("'" + cron + "' is no cron expression");
        }
    }

    /** Once a day, at the same minute as {@code first}. */
    static Cadence daily(Instant first) {
        ZonedDateTime time = first.atZone(ZoneId.of("UTC"));
        return new Cadence(
                "%d %d * * *".formatted(time.getMinute(), time.getHour()), time.getZone());
    }

    /**
     * The first time after {@code time}. What names its hours comes once when the clocks are put
     * back over them, what comes every hour comes every hour.
     */
    Instant after(Instant time) {
        CronExpression expression = CronExpression.parse(AT_THE_MINUTE + cron.strip());
        ZonedDateTime next = later(expression, time.atZone(zone));
        while (namesItsHours() && isOfTheSecondRound(next)) {
            next = later(expression, next);
        }
        return next.toInstant();
    }

    /**
     * The expression answers with a time that has been where clocks are put back at or by a part of
     * an hour, and where it counts further back from a month's end than the month has days. Then it
     * is asked from a later time.
     */
    private static ZonedDateTime later(CronExpression expression, ZonedDateTime time) {
        ZonedDateTime from = time;
        for (int asked = 0; ; asked++) {
            ZonedDateTime next = next(expression, from);
            if (next.toInstant().isAfter(time.toInstant())) {
                return next;
            }
            from = asked < LONGEST_OVERLAP ? from.plusMinutes(1) : from.plusDays(1);
        }
    }

    private static ZonedDateTime next(CronExpression expression, ZonedDateTime time) {
        return Objects.requireNonNull(expression.next(time), "comes round no more");
    }

    private boolean namesItsHours() {
        return !cron.strip().split("\\s+")[HOUR].contains("*");
    }

    /** Whether the clocks have shown this time before, when they were not put back yet. */
    private static boolean isOfTheSecondRound(ZonedDateTime time) {
        return !time.withEarlierOffsetAtOverlap().isEqual(time);
    }
}
