package dev.bailiwick.posture.summary;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How many findings of each severity failed at the end of a day. Every method is a part of its
 * caller's transaction, which has locked the provider where it writes: nothing is published
 * meanwhile.
 */
@Component
public final class DailySeverities {

    private static final String COUNTS =
            """
            coalesce(sum(c.findings) filter (where c.status = 0 and not c.muted and c.severity = 0), 0) as critical,
            coalesce(sum(c.findings) filter (where c.status = 0 and not c.muted and c.severity = 1), 0) as high,
            coalesce(sum(c.findings) filter (where c.status = 0 and not c.muted and c.severity = 2), 0) as medium,
            coalesce(sum(c.findings) filter (where c.status = 0 and not c.muted and c.severity = 3), 0) as low,
            coalesce(sum(c.findings) filter (where c.status = 0 and not c.muted and c.severity = 4), 0) as informational,
            coalesce(sum(c.findings) filter (where c.muted), 0) as muted
            """;

    /** Of the day of {@code :scan}, whichever scan on it was the latest when it ended. */
    private static final String WRITE =
            """
            with given as materialized (
                select provider_id, midnight, midnight + interval '24 hours' as next_midnight
                from (select provider_id, date_trunc('day', published_at, 'UTC') as midnight from scan where id = :scan) s
            )
            insert into daily_severity (provider_id, day, scan_id, critical, high, medium, low, informational, muted)
            select last.provider_id, last.day, last.id, %s
            from (select given.provider_id, cast(given.midnight at time zone 'UTC' as date) as day, s.id
                  from given
                  cross join lateral latest_scan(given.provider_id, given.next_midnight) s
                  where s.published_at >= given.midnight) last
            left join scan_count c on c.scan_id = last.id
            group by last.provider_id, last.day, last.id
            on conflict (tenant_id, provider_id, day) do update
            set scan_id = excluded.scan_id, critical = excluded.critical, high = excluded.high, medium = excluded.medium,
                low = excluded.low, informational = excluded.informational, muted = excluded.muted
            """
                    .formatted(COUNTS);

    private final JdbcClient jdbc;

    DailySeverities(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void write(UUID scan) {
        jdbc.sql(WRITE).param("scan", scan).update();
    }

    private static final String FORGET =
            """
            delete from daily_severity where scan_id = :scan
            """;

    private static final String BEFORE =
            """
            select s.id from scan s
            join scan gone on gone.id = :scan
            where s.provider_id = gone.provider_id
              and s.published_at >= date_trunc('day', gone.completed_at, 'UTC')
              and s.published_at < date_trunc('day', gone.completed_at, 'UTC') + interval '1 day'
            limit 1
            """;

    // what is written for good stays as it is, also of scans that have become too old
    private static final String UNWRITTEN =
            """
            select distinct on (cast(s.published_at at time zone 'UTC' as date)) s.id
            from scan gone
            join scan s on s.provider_id = gone.provider_id
            where gone.id = :scan and s.partial and s.published_at is not null
              and not exists (
                  select from scan whole
                  where whole.provider_id = s.provider_id and whole.published_at < s.published_at and not whole.partial)
              and not exists (
                  select from daily_severity d
                  where d.provider_id = s.provider_id and d.day = cast(s.published_at at time zone 'UTC' as date))
            """;

    /**
     * As if a scan that nobody sees any more had never been: its day is another's, or nobody's, and
     * partial scans that have no whole one before them any more have their days.
     */
    public void forget(UUID scan) {
        if (jdbc.sql(FORGET).param("scan", scan).update() > 0) {
            jdbc.sql(BEFORE)
                    .param("scan", scan)
                    .query(UUID.class)
                    .optional()
                    .ifPresent(this::write);
        }
        jdbc.sql(UNWRITTEN).param("scan", scan).query(UUID.class).list().forEach(this::write);
    }

    private static final String DAYS =
            """
            with known as (
                select d.provider_id, d.day, d.scan_id, d.critical, d.high, d.medium, d.low, d.informational, d.muted,
                       0 as place
                from daily_severity d
                where d.provider_id = any (:providers) and d.day <= cast(:until as date)
                union all
                select s.provider_id, cast(s.published_at at time zone 'UTC' as date), s.id, %s, 1
                from scan s
                left join scan_count c on c.scan_id = s.id
                where s.id = any (:latest) and s.summarised_at is null
                group by s.provider_id, s.published_at, s.id
            ), spans as (
                select known.*, lead(day) over (partition by provider_id order by day, place) as next_day from known
            )
            select cast(at as date) as day, sum(critical) as critical, sum(high) as high, sum(medium) as medium,
                   sum(low) as low, sum(informational) as informational, sum(muted) as muted,
                   array_agg(cast(scan_id as text) order by scan_id) as scans
            from spans
            cross join lateral generate_series(
                cast(greatest(day, cast(:from as date)) as timestamp),
                cast(least(coalesce(next_day - 1, cast(:until as date)), cast(:until as date)) as timestamp),
                interval '1 day') as at
            group by at
            """
                    .formatted(COUNTS);

    /**
     * Every day from one to another, both included: what the last scan of each provider said by
     * then, over all the providers.
     *
     * @param latest their last scans, which may not be written down yet
     */
    public List<DayCount> days(
            Collection<UUID> providers, Collection<UUID> latest, LocalDate from, LocalDate until) {
        Map<LocalDate, DayCount> known =
                jdbc
                        .sql(DAYS)
                        .param("providers", providers.toArray(UUID[]::new))
                        .param("latest", latest.toArray(UUID[]::new))
                        .param("from", from)
                        .param("until", until)
                        .query((row, n) -> day(row))
                        .list()
                        .stream()
                        .collect(Collectors.toMap(DayCount::day, Function.identity()));
        return from.datesUntil(until.plusDays(1))
                .map(day -> known.getOrDefault(day, DayCount.none(day)))
                .toList();
    }

    private static DayCount day(ResultSet row) throws SQLException {
        return new DayCount(
                row.getObject("day", LocalDate.class),
                row.getLong("critical"),
                row.getLong("high"),
                row.getLong("medium"),
                row.getLong("low"),
                row.getLong("informational"),
                row.getLong("muted"),
                List.of((String[]) row.getArray("scans").getArray()));
    }
}
