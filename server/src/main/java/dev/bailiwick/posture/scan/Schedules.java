package dev.bailiwick.posture.scan;

import dev.bailiwick.posture.provider.Providers;
import dev.bailiwick.posture.task.JobId;
import dev.bailiwick.posture.task.Jobs;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/**
 * The schedules of providers, each of which always has its next scan standing ready while it is not
 * paused. Every method is a part of its caller's transaction.
 */
@Component
final class Schedules {

    private static final Duration FIRST_AFTER = Duration.ofSeconds(5);

    private final JdbcClient jdbc;
    private final ScanOrders orders;
    private final Providers providers;
    private final Jobs jobs;
    private final Clock clock;

    Schedules(JdbcClient jdbc, ScanOrders orders, Providers providers, Jobs jobs, Clock clock) {
        this.jdbc = jdbc;
        this.orders = orders;
        this.providers = providers;
        this.jobs = jobs;
        this.clock = clock;
    }

    /**
     * @param nextScan that stands ready, if one does
     */
    private record Row(
            UUID id,
            UUID provider,
            Cadence cadence,
            boolean paused,
            @Nullable UUID nextScan,
            @Nullable Instant nextAt) {}

    private static final String INSERT =
            """
            insert into schedule (provider_id, cron, zone) values (:provider, :cron, :zone)
            on conflict (tenant_id, provider_id) do nothing
            returning id
            """;

    /**
     * Scans a provider that can be seen every day from now on, for the first time at once.
     *
     * @return the first scan's job; empty if the provider has a schedule
     */
    Optional<JobId> daily(UUID provider) {
        Instant first = clock.instant().plus(FIRST_AFTER);
        Cadence cadence = Cadence.daily(first);
        return jdbc.sql(INSERT)
                .param("provider", provider)
                .param("cron", cadence.cron())
                .param("zone", cadence.zone().getId())
                .query(UUID.class)
                .optional()
                .map(id -> makeReady(id, provider, first));
    }

    private static final String NEXT =
            """
            update schedule set next_scan_id = :scan, next_at = :at where id = :id
            """;

    private JobId makeReady(UUID schedule, UUID provider, Instant at) {
        ScanOrders.Ordered next =
                orders.orderAt(provider, at, Duration.between(clock.instant(), at));
        jdbc.sql(NEXT)
                .param("scan", next.scan())
                .param("at", OffsetDateTime.ofInstant(at, ZoneOffset.UTC))
                .param("id", schedule)
                .update();
        return next.job();
    }

    private static final String OF_SCAN =
            """
            select id, provider_id, cron, zone, paused, next_scan_id, next_at from schedule
            where provider_id = :provider and next_scan_id = :scan and not paused
            for no key update
            """;

    /**
     * A scan that stood ready has begun, or will never begin: the one after it stands ready from
     * now on. Times that have passed meanwhile are made up for by none.
     */
    void passed(UUID provider, UUID scan) {
        if (!providers.hold(provider)) {
            return;
        }
        jdbc.sql(OF_SCAN)
                .param("provider", provider)
                .param("scan", scan)
                .query((row, n) -> row(row))
                .optional()
                .ifPresent(
                        schedule -> {
                            Instant at = schedule.cadence().after(later(schedule.nextAt()));
                            makeReady(schedule.id(), provider, at);
                            orders.nextAt(scan, at);
                        });
    }

    private Instant later(@Nullable Instant planned) {
        Instant now = clock.instant();
        return planned != null && planned.isAfter(now) ? planned : now;
    }

    private static final String ONE =
            """
            select id, provider_id, cron, zone, paused, next_scan_id, next_at from schedule
            where id = :id and provider_id in (select p.id from provider p where p.deleted_at is null)
            for no key update
            """;

    private Optional<Row> one(UUID id) {
        return jdbc.sql(ONE).param("id", id).query((row, n) -> row(row)).optional();
    }

    private static Row row(ResultSet row) throws SQLException {
        OffsetDateTime next = row.getObject("next_at", OffsetDateTime.class);
        return new Row(
                row.getObject("id", UUID.class),
                row.getObject("provider_id", UUID.class),
                new Cadence(row.getString("cron"), ZoneId.of(row.getString("zone"))),
                row.getBoolean("paused"),
                row.getObject("next_scan_id", UUID.class),
                next == null ? null : next.toInstant());
    }

    private static final String CHANGE =
            """
            update schedule set cron = :cron, zone = :zone, paused = :paused, next_scan_id = null, next_at = null,
                                updated_at = now()
            where id = :id
            """;

    /**
     * Changes what is not null.
     *
     * @return false if there is no such schedule
     */
    boolean change(
            UUID id, @Nullable String cron, @Nullable String zone, @Nullable Boolean paused) {
        Optional<Row> found = one(id);
        found.ifPresent(
                before -> {
                    Cadence cadence =
                            new Cadence(
                                    cron == null ? before.cadence().cron() : cron,
                                    zone == null ? before.cadence().zone() : ZoneId.of(zone));
                    boolean stops = paused == null ? before.paused() : paused;
                    jdbc.sql(CHANGE)
                            .param("cron", cadence.cron())
                            .param("zone", cadence.zone().getId())
                            .param("paused", stops)
                            .param("id", id)
                            .update();
                    withdraw(before);
                    if (!stops) {
                        makeReady(id, before.provider(), cadence.after(clock.instant()));
                    }
                });
        return found.isPresent();
    }

    private static final String REMOVE =
            """
            delete from schedule where id = :id
            """;

    /** False if there is no such schedule. */
    boolean remove(UUID id) {
        Optional<Row> found = one(id);
        found.ifPresent(
                before -> {
                    jdbc.sql(REMOVE).param("id", id).update();
                    withdraw(before);
                });
        return found.isPresent();
    }

    /** What stood ready is no more; a scan that has begun goes on. */
    private void withdraw(Row schedule) {
        if (schedule.nextScan() != null) {
            orders.withdraw(schedule.nextScan())
                    .ifPresent(job -> jobs.cancel(job, "The schedule has been changed."));
        }
    }
}
