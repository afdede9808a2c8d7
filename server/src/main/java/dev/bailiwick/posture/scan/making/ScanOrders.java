package dev.bailiwick.posture.scan.making;

import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.provider.ProviderScan;
import dev.bailiwick.posture.scan.engine.Choice;
import dev.bailiwick.posture.task.Jobs;
import dev.bailiwick.posture.task.job.JobId;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/**
 * The rows of scans that are ordered and have not begun; {@link ScanTurns} has those that have.
 * Every method is a part of its caller's transaction.
 */
@Component
public final class ScanOrders {

    private static final JsonMapper JSON = new JsonMapper();

    private final JdbcClient jdbc;
    private final Jobs jobs;

    ScanOrders(JdbcClient jdbc, Jobs jobs) {
        this.jdbc = jdbc;
        this.jobs = jobs;
    }

    private static final String INSERT =
            """
            insert into scan (provider_id, name, trigger, state, choice)
            values (:provider, :name, 'manual', 'available', cast(:choice as jsonb))
            returning id
            """;

    private static final String BIND =
            """
            update scan set job_id = :job where id = :scan
            """;

    private static final String KIND =
            """
            select provider from provider where id = :provider and deleted_at is null for share
            """;

    /** Of a provider that is there, and stays until the transaction ends. */
    public Optional<ProviderKind> kindOf(UUID provider) {
        return jdbc.sql(KIND)
                .param("provider", provider)
                .query(String.class)
                .optional()
                .flatMap(ProviderKind::of);
    }

    private static final int MOST_WAITING = 20;

    private static final String WAITING =
            """
            select count(*) from scan where provider_id = :provider and trigger = 'manual' and state = 'available'
            """;

    /**
     * Orders a scan of a provider that is there, to be made as soon as it is its turn.
     *
     * @throws ApiException if so many wait already that one more is of no use
     */
    public JobId order(UUID provider, @Nullable String name, Choice choice) {
        int waiting = jdbc.sql(WAITING).param("provider", provider).query(Integer.class).single();
        if (waiting >= MOST_WAITING) {
            throw ApiException.conflict(
                    "/data", "%d scans of the provider wait already.".formatted(waiting));
        }
        UUID scan =
                jdbc.sql(INSERT)
                        .param("provider", provider)
                        .param("name", name)
                        .param("choice", JSON.writeValueAsString(choice))
                        .query(UUID.class)
                        .single();
        JobId job = jobs.enqueue(new ProviderScan(provider, scan).job(ScanningJobs.ORDERED));
        jdbc.sql(BIND).param("job", job.value()).param("scan", scan).update();
        return job;
    }

    /** A scan and the job that makes it. */
    public record Ordered(UUID scan, JobId job) {}

    private static final String INSERT_SCHEDULED =
            """
            insert into scan (provider_id, name, trigger, state, scheduled_at)
            values (:provider, 'Scheduled scan', 'scheduled', 'scheduled', :at)
            returning id
            """;

    /** Orders a scan of a provider that is there, to be made at that time. */
    public Ordered orderAt(UUID provider, Instant at, Duration delay) {
        UUID scan =
                jdbc.sql(INSERT_SCHEDULED)
                        .param("provider", provider)
                        .param("at", OffsetDateTime.ofInstant(at, ZoneOffset.UTC))
                        .query(UUID.class)
                        .single();
        JobId job =
                jobs.enqueue(
                        new ProviderScan(provider, scan).job(ScanningJobs.SCHEDULED).after(delay));
        jdbc.sql(BIND).param("job", job.value()).param("scan", scan).update();
        return new Ordered(scan, job);
    }

    private static final String NEXT_AT =
            """
            update scan set next_scan_at = :at where id = :scan
            """;

    /** Shows when the scan after this one is made. */
    public void nextAt(UUID scan, Instant at) {
        jdbc.sql(NEXT_AT)
                .param("at", OffsetDateTime.ofInstant(at, ZoneOffset.UTC))
                .param("scan", scan)
                .update();
    }

    private static final String WITHDRAW =
            """
            delete from scan s
            where s.id = :scan
              and (s.state = 'scheduled'
                   or s.state = 'available'
                      and not exists (select from job j where j.id = s.job_id and j.state = 'executing'))
            returning s.job_id
            """;

    /**
     * Takes back a scan that has not begun, also one that waits behind another.
     *
     * @return its job, which is to be cancelled; empty if it has begun
     */
    public Optional<JobId> withdraw(UUID scan) {
        return jdbc.sql(WITHDRAW).param("scan", scan).query(UUID.class).optional().map(JobId::new);
    }

    private static final String IS_OPEN =
            """
            select exists (select from tenant t where t.id = bailiwick.tenant() and is_open(t))
            """;

    /** Takes back a scan that has not begun in a tenant that is no longer open, if it is one. */
    public void forgetIfClosed(UUID scan) {
        if (!jdbc.sql(IS_OPEN).query(Boolean.class).single()) {
            var _ = withdraw(scan);
        }
    }
}
