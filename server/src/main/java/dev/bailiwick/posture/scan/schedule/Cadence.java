package dev.bailiwick.posture.scan.schedule;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * When something comes round: by the clocks of a time zone. What names its hours comes once for
 * each time that it names, also when clocks are put back over it, and when they are put forward
 * over it at the first moment afterwards. What comes every hour comes whenever clocks show its
 * minute.
 *
 * @param cron minute, hour, day of the month, month, day of the week; where both fields of days
 *     name some it comes on each day that either names, as by {@code crontab(5)}
 * @param zone name or offset
 */
record Cadence(String cron, String zone) {

    private static final String AT_THE_MINUTE = "0 ";
    private static final int HOUR = 1;
    private static final int DAY = 2;
    private static final int DAY_OF_WEEK = 4;
    private static final int FIELDS = 5;
    private static final Duration MOST_EARLY = Duration.ofMinutes(1);

    /**
     * Less than the minute that lies between two times, so that a start that is a little late puts
     * none off.
     */
    static final Duration LEAST_BETWEEN = Duration.ofSeconds(30);

    /** Days; further back than the longest month no day is counted from a month's end. */
    private static final int MOST_PAST = 100;

    Cadence {
        Objects.requireNonNull(cron, "cron");
        Objects.requireNonNull(zone, "zone");
    }

    /** Once a day, at the same minute as {@code first}. */
    static Cadence daily(Instant first) {
        ZonedDateTime time = first.atZone(ZoneOffset.UTC);
        return new Cadence("%d %d * * *".formatted(time.getMinute(), time.getHour()), "UTC");
    }

    /**
     * The time after a start, whichever way clocks were moved since it was planned: never the time
     * that was planned once more, should it have begun a little early, and never at once.
     *
     * @param planned null where nothing was
     */
    Optional<Instant> afterStart(Instant begun, @Nullable Instant planned) {
        Optional<Instant> next = after(begun.plus(LEAST_BETWEEN));
        if (planned != null
                && planned.isAfter(begun)
                && next.isPresent()
                && planned.isBefore(next.get().plus(MOST_EARLY))) {
            return after(planned);
        }
        return next;
    }

    /**
     * The first time after {@code time}; empty if it comes round no more, or if this Java knows no
     * such time or zone.
     */
    Optional<Instant> after(Instant time) {
        try {
            List<CronExpression> expressions = expressions();
            ZoneId clocks = ZoneId.of(zone);
            return comesEveryHour()
                    ? wheneverShown(expressions, time, clocks)
                    : onceForEach(expressions, time, clocks);
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Spring's come on days that both fields name: so there is one for each of the fields. */
    private List<CronExpression> expressions() {
        String[] fields = cron.strip().split("\\s+");
        boolean both =
                fields.length == FIELDS && isNamed(fields[DAY]) && isNamed(fields[DAY_OF_WEEK]);
        return both
                ? List.of(without(fields, DAY), without(fields, DAY_OF_WEEK))
                : List.of(parsed(fields));
    }

    private static boolean isNamed(String days) {
        return !days.startsWith("*") && !days.startsWith("?");
    }

    private static CronExpression without(String[] fields, int place) {
        String[] others = fields.clone();
        others[place] = "*";
        return parsed(others);
    }

    private static CronExpression parsed(String[] fields) {
        return CronExpression.parse(AT_THE_MINUTE + String.join(" ", fields));
    }

    private boolean comesEveryHour() {
        CronExpression hours =
                CronExpression.parse("0 0 " + cron.strip().split("\\s+")[HOUR] + " * * *");
        LocalDateTime midnight = LocalDate.EPOCH.atStartOfDay();
        return IntStream.range(0, 24)
                .mapToObj(midnight::plusHours)
                .allMatch(hour -> hour.equals(hours.next(hour.minusNanos(1))));
    }

    private static Optional<Instant> onceForEach(
            List<CronExpression> expressions, Instant time, ZoneId zone) {
        LocalDateTime shown = LocalDateTime.ofInstant(time, zone);
        ZoneOffsetTransition change = zone.getRules().getTransition(shown);
        if (change != null && change.isOverlap() && !time.isBefore(change.getInstant())) {
            // the second round: what is left of it has been
            shown = justBefore(change.getDateTimeBefore());
        }
        return later(expressions, shown).map(next -> firstMoment(next, zone));
    }

    /** When clocks show this for the first time, or something later at once. */
    private static Instant firstMoment(LocalDateTime time, ZoneId zone) {
        ZoneOffsetTransition change = zone.getRules().getTransition(time);
        return change != null && change.isGap()
                ? change.getInstant()
                : time.atZone(zone).toInstant();
    }

    /** Looks at each stretch between two changes of the clocks by itself. */
    private static Optional<Instant> wheneverShown(
            List<CronExpression> expressions, Instant time, ZoneId zone) {
        LocalDateTime from = LocalDateTime.ofInstant(time, zone);
        ZoneOffset offset = zone.getRules().getOffset(time);
        ZoneOffsetTransition change = zone.getRules().nextTransition(time);
        while (true) {
            ZoneOffset shift = offset;
            Optional<Instant> next = later(expressions, from).map(at -> at.toInstant(shift));
            if (change == null || next.isEmpty() || next.get().isBefore(change.getInstant())) {
                return next;
            }
            from = justBefore(change.getDateTimeAfter());
            offset = change.getOffsetAfter();
            change = zone.getRules().nextTransition(change.getInstant());
        }
    }

    private static Optional<LocalDateTime> later(
            List<CronExpression> expressions, LocalDateTime time) {
        return expressions.stream()
                .flatMap(expression -> later(expression, time).stream())
                .min(Comparator.naturalOrder());
    }

    /**
     * The expression answers with a time that has been where it counts further back from a month's
     * end than the month has days. Then it is asked from the next days.
     */
    private static Optional<LocalDateTime> later(CronExpression expression, LocalDateTime time) {
        LocalDateTime from = time;
        for (int days = 1; days <= MOST_PAST; days++) {
            LocalDateTime next = expression.next(from);
            if (next == null || next.isAfter(time)) {
                return Optional.ofNullable(next);
            }
            from = justBefore(time.toLocalDate().plusDays(days).atStartOfDay());
        }
        return Optional.empty();
    }

    private static LocalDateTime justBefore(LocalDateTime time) {
        return time.minusNanos(1);
    }
}
