package dev.bailiwick.posture.jsonapi.value;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client means by a date or a time in a filter: a stretch of time. A date is its whole day
 * in UTC, a time is the millisecond (or the microsecond, if that many digits were given) it names.
 *
 * @param from the first moment
 * @param until the first moment that does not belong to it any more
 */
public record Moments(Instant from, Instant until) {

    private static final Pattern TIME =
            Pattern.compile(
                    "(\\d{4}-\\d{2}-\\d{2})[Tt ](\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?)"
                            + "(?:[Zz]|([ +-])(\\d{2}):?(\\d{2}))?");
    private static final DateTimeFormatter CLOCK =
            new DateTimeFormatterBuilder()
                    .append(DateTimeFormatter.ISO_LOCAL_DATE)
                    .appendLiteral('T')
                    .append(DateTimeFormatter.ISO_LOCAL_TIME)
                    .toFormatter(Locale.ROOT)
                    .withResolverStyle(ResolverStyle.STRICT);

    /** What PostgreSQL's binary and text forms both carry without trouble. */
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    /** All of time that the database can hold. */
    public static final Moments ALWAYS = new Moments(EARLIEST, LATEST);

    public Moments {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(until, "until");
    }

    /**
     * Reads {@code 2026-01-31}, {@code 2026-01-31T10:00:00Z} and the like; without a zone UTC is
     * meant, and a {@code +} that the query string turned into a blank is understood.
     *
     * @throws InvalidValueException if {@code text} is no date or time between the years 1 and 9999
     */
    public static Moments parse(String text) {
        try {
            if (text.length() == 10) {
                Instant day = LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
                return within(day, day.plus(Duration.ofDays(1)));
            }
            OffsetDateTime time = time(text);
            boolean micros = time.getNano() % 1_000_000 != 0;
            Instant from = time.toInstant();
            return within(from, from.plusNanos(micros ? 1_000 : 1_000_000));
        } catch (DateTimeException malformed) {
            throw invalid();
        }
    }

    /** As {@link #parse}, but a date alone is its first moment. */
    static OffsetDateTime parseTime(String text) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay().atOffset(ZoneOffset.UTC)
                    : within(time(text).toInstant());
        } catch (DateTimeException malformed) {
            throw invalid();
        }
    }

    private static OffsetDateTime time(String text) {
        Matcher parts = TIME.matcher(text);
        if (!parts.matches()) {
            throw invalid();
        }
        LocalDateTime clock = LocalDateTime.parse(parts.group(1) + 'T' + parts.group(2), CLOCK);
        if (parts.group(3) == null) {
            return clock.atOffset(ZoneOffset.UTC);
        }
        String sign = parts.group(3).equals("-") ? "-" : "+";
        return clock.atOffset(ZoneOffset.of(sign + parts.group(4) + ':' + parts.group(5)));
    }

    private static Moments within(Instant from, Instant until) {
        return new Moments(within(from).toInstant(), until.isAfter(LATEST) ? LATEST : until);
    }

    private static OffsetDateTime within(Instant time) {
        if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            throw invalid();
        }
        return time.atOffset(ZoneOffset.UTC);
    }

    private static InvalidValueException invalid() {
        return new InvalidValueException(
                "invalid", "Enter a date (YYYY-MM-DD) or a time (YYYY-MM-DDThh:mm:ssZ).");
    }

    /** What lies in both; empty, its end before its start, where they do not meet. */
    public Moments and(Moments other) {
        return new Moments(
                from.isAfter(other.from) ? from : other.from,
                until.isBefore(other.until) ? until : other.until);
    }

    /** {@link #from} as the database wants it. */
    public OffsetDateTime start() {
        return from.atOffset(ZoneOffset.UTC);
    }

    /** {@link #until} as the database wants it. */
    public OffsetDateTime end() {
        return until.atOffset(ZoneOffset.UTC);
    }

    /** The least UUIDv7 that can carry a time in this stretch. */
    public UUID firstId() {
        return idAt(from.toEpochMilli());
    }

    /** The least UUIDv7 whose time lies behind this stretch. */
    public UUID endId() {
        boolean whole = until.truncatedTo(ChronoUnit.MILLIS).equals(until);
        return idAt(until.toEpochMilli() + (whole ? 0 : 1));
    }

    /** A UUIDv7 has 48 bits of milliseconds; times before 1970 come before all of them. */
    private static UUID idAt(long milliseconds) {
        if (milliseconds <= 0) {
            return new UUID(0, 0);
        }
        return new UUID((milliseconds << 16) | 0x7000L, 0x8000_0000_0000_0000L);
    }
}
