package dev.bailiwick.posture.overview;

import dev.bailiwick.posture.jsonapi.Declarations;
import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.answer.Resource;
import dev.bailiwick.posture.jsonapi.error.ApiError;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.value.InvalidValueException;
import dev.bailiwick.posture.jsonapi.value.Kind;
import dev.bailiwick.posture.published.PublishedScan;
import dev.bailiwick.posture.published.PublishedScans;
import dev.bailiwick.posture.summary.DailySeverities;
import dev.bailiwick.posture.summary.DayCount;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** How many findings of each severity failed at the end of each day of a stretch of time. */
@Configuration(proxyBeanMethods = false)
class SeverityTimeline {

    private static final int MOST_DAYS = 365;

    private static final ResourceType TYPE =
            ResourceType.named("findings-severity-over-time")
                    .attribute("critical", Kind.bigInteger())
                    .attribute("high", Kind.bigInteger())
                    .attribute("medium", Kind.bigInteger())
                    .attribute("low", Kind.bigInteger())
                    .attribute("informational", Kind.bigInteger())
                    .attribute("muted", Kind.bigInteger())
                    .attribute("scan_ids", Kind.texts())
                    .build();

    private static final Kind<LocalDate> DATE =
            Kind.parsed(SeverityTimeline::date, LocalDate::toString).with("format", "date");
    private static final Filter<LocalDate> FROM = Filter.value("date_from", DATE);
    private static final Filter<LocalDate> TO = Filter.value("date_to", DATE);

    private final PublishedScans scans;
    private final DailySeverities severities;
    private final Clock clock;

    SeverityTimeline(PublishedScans scans, DailySeverities severities, Clock clock) {
        this.scans = scans;
        this.severities = severities;
        this.clock = clock;
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new InvalidValueException("invalid", "Enter a date, such as 2026-11-26.");
        }
    }

    @Bean
    Declarations severityTimelineTypes() {
        return Declarations.of(TYPE, OverviewFilters.listing(TYPE).filter(FROM, TO).build());
    }

    /**
     * One for each day, in order.
     *
     * @throws ApiException 400 for a stretch that has no beginning, is too long, or has not been
     *     yet
     */
    List<Resource> read(ListQuery query) {
        LocalDate today = LocalDate.now(clock);
        LocalDate given = query.value(TO);
        LocalDate to = given == null ? today : given;
        LocalDate from = query.value(FROM);
        if (from == null) {
            throw refused("date_from", "required", "This query parameter is required.");
        }
        if (to.isAfter(today)) {
            throw refused("date_to", "invalid", "The last day cannot lie in the future.");
        }
        if (from.isAfter(to)) {
            throw refused("date_from", "invalid", "The first day cannot lie behind the last.");
        }
        if (ChronoUnit.DAYS.between(from, to) >= MOST_DAYS) {
            throw refused(
                    "date_from",
                    "invalid",
                    "The date range cannot exceed %d days.".formatted(MOST_DAYS));
        }
        List<PublishedScan> latest = scans.latest(query, false).scans();
        return severities
                .days(
                        latest.stream().map(PublishedScan::provider).toList(),
                        latest.stream().map(PublishedScan::id).toList(),
                        from,
                        to)
                .stream()
                .map(SeverityTimeline::shown)
                .toList();
    }

    private static ApiException refused(String filter, String code, String detail) {
        return ApiException.of(ApiError.at("filter[%s]".formatted(filter), code, detail));
    }

    private static Resource shown(DayCount day) {
        return Resource.of(TYPE, day.day().toString())
                .with("critical", day.critical())
                .with("high", day.high())
                .with("medium", day.medium())
                .with("low", day.low())
                .with("informational", day.informational())
                .with("muted", day.muted())
                .with("scan_ids", day.scans().toArray(String[]::new));
    }
}
