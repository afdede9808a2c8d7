package dev.bailiwick.posture.scan.schedule;

import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.provider.Providers;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Schedules that nobody else changes. Whoever locks one has locked the job of the scan that stands
 * ready and the provider before, in that order, as the job itself does when it runs. Every method
 * is a part of its caller's transaction.
 */
@Component
final class ScheduleRows {

    private static final int MOST_TIMES = 5;

    private final JdbcClient jdbc;
    private final Providers providers;
    private final TransactionTemplate nested;

    ScheduleRows(JdbcClient jdbc, Providers providers, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.providers = providers;
        this.nested = new TransactionTemplate(transactions);
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
    }

    /**
     * @param nextScan that stands ready, if one does
     */
    record Row(
            UUID id,
            UUID provider,
            Cadence cadence,
            boolean paused,
            @Nullable UUID nextScan,
            @Nullable Instant nextAt) {}

    private static final String OF_SCAN =
            """
            select id, provider_id, cron, zone, paused, next_scan_id, next_at from schedule
            where provider_id = :provider and next_scan_id = :scan and not paused
            for no key update
            """;

    /** That for which a scan stood ready whose job is locked; not one that is paused. */
    Optional<Row> lockOf(UUID provider, UUID scan) {
        if (!providers.hold(provider)) {
            return Optional.empty();
        }
        return jdbc.sql(OF_SCAN)
                .param("provider", provider)
                .param("scan", scan)
                .query((row, n) -> row(row))
                .optional();
    }

    /**
     * @throws ApiException 503 if another scan stands ready each time one looks
     */
    Optional<Row> lock(UUID id) {
        for (int time = 0; time < MOST_TIMES; time++) {
            Optional<Row> seen = read(ONE, id);
            if (seen.isEmpty()) {
                return seen;
            }
            Locked locked =
                    Objects.requireNonNull(nested.execute(status -> lock(seen.get(), status)));
            if (locked.asSeen()) {
                return locked.row();
            }
        }
        throw ApiException.unavailable(
                "A scan of the schedule is beginning. Try again.", Duration.ofSeconds(1));
    }

    private record Locked(boolean asSeen, Optional<Row> row) {}

    /**
     * The job in front of the provider and the schedule, as by those that run. Unlocks all of them
     * again if what stands ready is no longer what was seen: whoever locks the next job behind the
     * provider waits for those who lock it in front.
     */
    private Locked lock(Row seen, TransactionStatus status) {
        lockJob(seen.nextScan());
        if (!providers.hold(seen.provider())) {
            return new Locked(true, Optional.empty());
        }
        Optional<Row> found = read(ONE + "for no key update", seen.id());
        boolean asSeen =
                found.map(now -> Objects.equals(now.nextScan(), seen.nextScan())).orElse(true);
        if (!asSeen) {
            status.setRollbackOnly();
        }
        return new Locked(asSeen, found);
    }

    private static final String ONE =
            """
            select id, provider_id, cron, zone, paused, next_scan_id, next_at from schedule
            where id = :id and provider_id in (select p.id from provider p where p.deleted_at is null)
            """;

    private Optional<Row> read(String statement, UUID id) {
        return jdbc.sql(statement).param("id", id).query((row, n) -> row(row)).optional();
    }

    private static final String LOCK_JOB =
            """
            select id from job where id = (select s.job_id from scan s where s.id = :scan) for no key update
            """;

    private void lockJob(@Nullable UUID scan) {
        if (scan != null) {
            jdbc.sql(LOCK_JOB).param("scan", scan).query(UUID.class).optional();
        }
    }

    private static final String IS_READY =
            """
            select exists (
                select from scan s join job j on j.id = s.job_id
                where s.id = :scan and j.state in ('available', 'scheduled', 'executing'))
            """;

    /** Whether a job will make the scan. */
    boolean isReady(@Nullable UUID scan) {
        return jdbc.sql(IS_READY).param("scan", scan).query(Boolean.class).single();
    }

    private static Row row(ResultSet row) throws SQLException {
        OffsetDateTime next = row.getObject("next_at", OffsetDateTime.class);
        return new Row(
                row.getObject("id", UUID.class),
                row.getObject("provider_id", UUID.class),
                new Cadence(row.getString("cron"), row.getString("zone")),
                row.getBoolean("paused"),
                row.getObject("next_scan_id", UUID.class),
                next == null ? null : next.toInstant());
    }
}
