package dev.bailiwick.posture.scan.schedule;

import org.springframework.scheduling.support.CronExpression;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is said of cron expressions and time zones that cannot be used. */
final class CadenceFaults {

    /** The fields of an expression, in their order. */
    private static final List<Part> PARTS =
            List.of(
                    new Part(0, "minute", "0 to 59"),
                    new Part(1, "hour", "0 to 23"),
                    new Part(2, "day of the month", "1 to 31, or L for the last"),
                    new Part(3, "month", "1 to 12, or JAN to DEC"),
                    new Part(
                            4,
                            "day of the week",
                            "0 to 7, where 0 and 7 are Sunday, or MON to SUN"));

    private static final int DAY = 2;
    private static final Pattern DAYS_BACK = Pattern.compile("L-([0-9]+)");

    /** The first of a month that is as short as one can be. */
    private static final int MOST_BACK = 27;

    private CadenceFaults() {}

    /**
     * @param place among the fields, from zero
     */
    private record Part(int place, String title, String range) {

        boolean takes(String field) {
            String[] fields = {"0", "*", "*", "*", "*", "*"};
            fields[1 + place] = field;
            try {
                CronExpression.parse(String.join(" ", fields));
                return true;
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
    }

    /** Why nothing can come round by {@code text}, in a sentence; empty if it can. */
    static Optional<String> ofCron(String text) {
        String[] fields = text.strip().split("\\s+");
        if (fields.length != PARTS.size()) {
            return Optional.of(
                    "'%s' has %s, not five: minute, hour, day of the month, month, day of the week, as in '30 6 * * 1-5'."
                            .formatted(
                                    text.strip(),
                                    fields.length == 1 ? "1 field" : fields.length + " fields"));
        }
        for (Part part : PARTS) {
            String field = fields[part.place()];
            if (!part.takes(field)) {
                return Optional.of(
                        "The %s cannot be '%s': it takes %s, or *; with - between the ends of a range, / before a step, and commas between several."
                                .formatted(part.title(), field, part.range()));
            }
        }
        return ofDay(fields[DAY])
                .or(
                        () ->
                                new Cadence(text, "UTC").after(Instant.EPOCH).isPresent()
                                        ? Optional.empty()
                                        : Optional.of(
                                                "'%s' never comes: there is no such day."
                                                        .formatted(text.strip())));
    }

    /** What counts back past the first of a month would come in the month before, or in none. */
    private static Optional<String> ofDay(String field) {
        return Stream.of(field.split(","))
                .map(DAYS_BACK::matcher)
                .filter(Matcher::matches)
                .filter(back -> Long.parseLong(back.group(1)) > MOST_BACK)
                .findFirst()
                .map(
                        back ->
                                "The day of the month cannot be '%s': L-%d is the furthest from its end that every month has."
                                        .formatted(back.group(), MOST_BACK));
    }

    /** Why {@code text} is no time zone, in a sentence; empty if it is one. */
    static Optional<String> ofZone(String text) {
        try {
            ZoneId.of(text);
            return Optional.empty();
        } catch (DateTimeException e) {
            return Optional.of(
                    "'%s' is no time zone: give its name, as in 'Europe/Berlin', or an offset, as in '+02:00'."
                            .formatted(text));
        }
    }
}
