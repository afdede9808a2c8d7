package dev.bailiwick.posture.scan.schedule;

import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.provider.ProviderScan;
import dev.bailiwick.posture.scan.making.ScanOrders;
import dev.bailiwick.posture.task.Jobs;
import dev.bailiwick.posture.task.job.JobId;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/**
 * The schedules of providers, each of which always has its next scan standing ready while it is not
 * paused. They reckon by the database's clock, not by that of whichever machine makes a scan. Every
 * method is a part of its caller's transaction.
 */
@Component
final class Schedules {

    private static final Logger log = LoggerFactory.getLogger(Schedules.class);

    private static final Duration FIRST_AFTER = Duration.ofSeconds(5);

    private final JdbcClient jdbc;
    private final ScanOrders orders;
    private final ScheduleRows rows;
    private final Jobs jobs;

    Schedules(JdbcClient jdbc, ScanOrders orders, ScheduleRows rows, Jobs jobs) {
        this.jdbc = jdbc;
        this.orders = orders;
        this.rows = rows;
        this.jobs = jobs;
    }

    private static final String NOW =
            """
            select clock_timestamp()
            """;

    private Instant now() {
        return jdbc.sql(NOW).query(OffsetDateTime.class).single().toInstant();
    }

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
        Instant first = now().plus(FIRST_AFTER);
        Cadence cadence = Cadence.daily(first);
        return jdbc.sql(INSERT)
                .param("provider", provider)
                .param("cron", cadence.cron())
                .param("zone", cadence.zone())
                .query(UUID.class)
                .optional()
                .map(id -> makeReady(id, provider, first));
    }

    private static final String NEXT =
            """
            update schedule set next_scan_id = :scan, next_at = :at where id = :id
            """;

    private JobId makeReady(UUID schedule, UUID provider, Instant at) {
        ScanOrders.Ordered next = orders.orderAt(provider, at, Duration.between(now(), at));
        jdbc.sql(NEXT)
                .param("scan", next.scan())
                .param("at", OffsetDateTime.ofInstant(at, ZoneOffset.UTC))
                .param("id", schedule)
                .update();
        return next.job();
    }

    /**
     * A scan that stood ready has begun, or will never begin: the one after it stands ready from
     * now on. Times that have passed meanwhile are made up for by none.
     */
    void passed(ProviderScan scan) {
        rows.lockOf(scan.provider(), scan.scan())
                .ifPresent(
                        schedule ->
                                schedule.cadence()
                                        .afterStart(now(), schedule.nextAt())
                                        .ifPresentOrElse(
                                                at -> {
                                                    makeReady(schedule.id(), scan.provider(), at);
                                                    orders.nextAt(scan.scan(), at);
                                                },
                                                () -> pause(schedule)));
    }

    /**
     * As {@link #passed}, of one that will never begin. In a tenant that is not open it leaves
     * nothing behind: one more would lie there each time, for as long as that lasts.
     */
    void skipped(ProviderScan scan) {
        passed(scan);
        orders.forgetIfClosed(scan.scan());
    }

    /**
     * Has a scan stand ready where none does, though the schedule is not paused.
     *
     * @return whether it did
     */
    boolean mend(UUID id) {
        return rows.lock(id)
                .filter(row -> !row.paused() && !rows.isReady(row.nextScan()))
                .filter(this::beginAgain)
                .isPresent();
    }

    private boolean beginAgain(ScheduleRows.Row schedule) {
        withdraw(schedule);
        Optional<Instant> next = schedule.cadence().after(earliest(schedule.provider()));
        next.ifPresentOrElse(
                at -> makeReady(schedule.id(), schedule.provider(), at), () -> pause(schedule));
        return next.isPresent();
    }

    /** As where a Java that knows other zones, or other times, than before has come. */
    private void pause(ScheduleRows.Row schedule) {
        Cadence cadence = schedule.cadence();
        log.warn(
                "Schedule {} is paused: '{}' by the clocks of {} comes round no more",
                schedule.id(),
                cadence.cron(),
                cadence.zone());
        store(schedule.id(), cadence, true);
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
     * @throws ApiException 400 if it would not be paused and never come round
     */
    boolean change(
            UUID id, @Nullable String cron, @Nullable String zone, @Nullable Boolean paused) {
        Optional<ScheduleRows.Row> found = rows.lock(id);
        found.ifPresent(
                before -> {
                    Cadence cadence =
                            new Cadence(
                                    cron == null ? before.cadence().cron() : cron,
                                    zone == null
                                            ? before.cadence().zone()
                                            : ZoneId.of(zone).getId());
                    boolean stops = paused == null ? before.paused() : paused;
                    store(id, cadence, stops);
                    withdraw(before);
                    if (!stops) {
                        makeReady(id, before.provider(), next(cadence, before.provider()));
                    }
                });
        return found.isPresent();
    }

    private void store(UUID id, Cadence cadence, boolean paused) {
        jdbc.sql(CHANGE)
                .param("cron", cadence.cron())
                .param("zone", cadence.zone())
                .param("paused", paused)
                .param("id", id)
                .update();
    }

    private static final String EARLIEST =
            """
            select greatest(clock_timestamp(), max(started_at) + make_interval(secs => :seconds))
            from scan
            where provider_id = :provider and trigger = 'scheduled'
            """;

    /** Now, or long enough after the last start by the schedule. */
    private Instant earliest(UUID provider) {
        return jdbc.sql(EARLIEST)
                .param("provider", provider)
                .param("seconds", Cadence.LEAST_BETWEEN.toSeconds())
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    private Instant next(Cadence cadence, UUID provider) {
        return cadence.after(earliest(provider))
                .orElseThrow(
                        () ->
                                ApiException.invalidAttribute(
                                        CadenceFaults.ofZone(cadence.zone()).isPresent()
                                                ? "timezone"
                                                : "cron",
                                        "invalid",
                                        "'%s' by the clocks of %s comes round no more: give another, or another time zone."
                                                .formatted(cadence.cron(), cadence.zone())));
    }

    private static final String REMOVE =
            """
            delete from schedule where id = :id
            """;

    /** False if there is no such schedule. */
    boolean remove(UUID id) {
        Optional<ScheduleRows.Row> found = rows.lock(id);
        found.ifPresent(
                before -> {
                    jdbc.sql(REMOVE).param("id", id).update();
                    withdraw(before);
                });
        return found.isPresent();
    }

    /** What stood ready is no more; a scan that has begun goes on. */
    private void withdraw(ScheduleRows.Row schedule) {
        if (schedule.nextScan() != null) {
            orders.withdraw(schedule.nextScan())
                    .ifPresent(job -> jobs.cancel(job, "The schedule has been changed."));
        }
    }
}
