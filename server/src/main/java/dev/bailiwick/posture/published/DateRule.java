package dev.bailiwick.posture.published;

import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.value.Kind;
import dev.bailiwick.posture.jsonapi.value.Moments;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The filters of one time of a list, and the rule that a list of everything ever seen must name a
 * stretch of it: at most a week.
 *
 * @param name of the time, such as {@code inserted_at}
 */
public record DateRule(
        String name,
        Filter<Moments> exact,
        Filter<Moments> date,
        Filter<Moments> from,
        Filter<Moments> until) {

    static final int MOST_DAYS = 7;

    /** The filters of the time {@code name}. */
    public static DateRule of(String name) {
        return new DateRule(
                name,
                Filter.value(name, Kind.moments()),
                Filter.value(name + "__date", Kind.moments()),
                Filter.value(name + "__gte", Kind.moments()),
                Filter.value(name + "__lte", Kind.moments()));
    }

    /** Whether any of the filters was given. */
    public boolean given(ListQuery query) {
        return filters().anyMatch(each -> !query.values(each).isEmpty());
    }

    private Stream<Filter<Moments>> filters() {
        return Stream.of(exact, date, from, until);
    }

    /** What the filters leave of all time; null where none was given. */
    public @Nullable Moments stretch(ListQuery query) {
        if (!given(query)) {
            return null;
        }
        Moments result = Moments.ALWAYS;
        for (Filter<Moments> each : List.of(exact, date)) {
            for (Moments day : query.values(each)) {
                result = result.and(day);
            }
        }
        for (Moments start : query.values(from)) {
            result = result.and(new Moments(start.from(), Moments.ALWAYS.until()));
        }
        for (Moments end : query.values(until)) {
            result = result.and(new Moments(Moments.ALWAYS.from(), end.until()));
        }
        return result;
    }

    /**
     * Lets pass a list that has a date in one of the {@code rules}, or is {@code free}.
     *
     * @throws ApiException 400 at the first rule's attribute: {@code required}, or {@code invalid}
     *     for more than a week; an end that is missing is today
     */
    public static void check(ListQuery query, boolean free, Clock clock, DateRule... rules) {
        String attribute = rules[0].name();
        if (Stream.of(rules).noneMatch(rule -> rule.given(query))) {
            if (free) {
                return;
            }
            throw ApiException.invalidAttribute(
                    attribute,
                    "required",
                    "At least one date filter is required: filter[%s], filter[%s__gte] or"
                                    .formatted(attribute, attribute)
                            + " filter[%s__lte].".formatted(attribute));
        }
        LocalDate today = LocalDate.now(clock);
        LocalDate first = day(query, rules, DateRule::from, today);
        LocalDate last = day(query, rules, DateRule::until, today);
        if (Math.abs(ChronoUnit.DAYS.between(first, last)) > MOST_DAYS) {
            throw ApiException.invalidAttribute(
                    attribute,
                    "invalid",
                    "The date range cannot exceed %d days.".formatted(MOST_DAYS));
        }
    }

    private static LocalDate day(
            ListQuery query,
            DateRule[] rules,
            java.util.function.Function<DateRule, Filter<Moments>> end,
            LocalDate today) {
        Moments found =
                Stream.concat(
                                Stream.of(rules).map(end),
                                Stream.of(rules).flatMap(r -> Stream.of(r.exact(), r.date())))
                        .map(query::value)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
        return found == null ? today : LocalDate.ofInstant(found.from(), ZoneOffset.UTC);
    }
}
