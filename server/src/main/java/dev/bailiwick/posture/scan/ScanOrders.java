package dev.bailiwick.posture.scan;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.provider.ProviderScan;
import dev.bailiwick.posture.scan.engine.Choice;
import dev.bailiwick.posture.task.JobId;
import dev.bailiwick.posture.task.Jobs;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/**
 * The rows of scans from their order to their end. One scan of a provider is made at a time, by
 * order of request. Every method is a part of its caller's transaction.
 */
@Component
final class ScanOrders {

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
    Optional<ProviderKind> kindOf(UUID provider) {
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
    JobId order(UUID provider, @Nullable String name, Choice choice) {
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
        JobId job = jobs.enqueue(new ProviderScan(provider, scan).job(ScanJob.NAME));
        jdbc.sql(BIND).param("job", job.value()).param("scan", scan).update();
        return job;
    }

    /** A scan and the job that makes it. */
    record Ordered(UUID scan, JobId job) {}

    private static final String INSERT_SCHEDULED =
            """
            insert into scan (provider_id, name, trigger, state, scheduled_at)
            values (:provider, 'Scheduled scan', 'scheduled', 'scheduled', :at)
            returning id
            """;

    /** Orders a scan of a provider that is there, to be made at that time. */
    Ordered orderAt(UUID provider, Instant at, Duration delay) {
        UUID scan =
                jdbc.sql(INSERT_SCHEDULED)
                        .param("provider", provider)
                        .param("at", OffsetDateTime.ofInstant(at, ZoneOffset.UTC))
                        .query(UUID.class)
                        .single();
        JobId job =
                jobs.enqueue(
                        new ProviderScan(provider, scan).job(ScheduledScanJob.NAME).after(delay));
        jdbc.sql(BIND).param("job", job.value()).param("scan", scan).update();
        return new Ordered(scan, job);
    }

    private static final String NEXT_AT =
            """
            update scan set next_scan_at = :at where id = :scan
            """;

    /** Shows when the scan after this one is made. */
    void nextAt(UUID scan, Instant at) {
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
    Optional<JobId> withdraw(UUID scan) {
        return jdbc.sql(WITHDRAW).param("scan", scan).query(UUID.class).optional().map(JobId::new);
    }

    private static final String LOCK =
            """
            select provider, uid from provider where id = :provider and deleted_at is null for no key update
            """;

    /**
     * Takes the turn if it has come, under a lock of the provider. Whether another scan is under
     * way is told by its job, which the engine revives or ends when its process has died.
     */
    Turn take(UUID provider, UUID scan) {
        return jdbc.sql(LOCK)
                .param("provider", provider)
                .query((row, n) -> account(provider, row))
                .optional()
                .map(account -> take(account, scan))
                .orElseGet(() -> new Turn.Off("The provider has been deleted."));
    }

    private static ProviderAccount account(UUID provider, ResultSet row) throws SQLException {
        return new ProviderAccount(
                Scopes.requireTenant().tenant(),
                provider,
                ProviderKind.of(row.getString("provider")).orElseThrow(),
                row.getString("uid"));
    }

    private record State(String state, @Nullable String reason, Choice choice, int ahead) {}

    private static final String STATE =
            """
            select s.state, s.reason, nullif(s.choice, '{}') as choice,
                   (select count(*)
                    from scan other
                    join job j on j.id = other.job_id
                    where other.provider_id = s.provider_id and other.id <> s.id
                      and other.state in ('available', 'executing')
                      and (other.state = 'executing' or other.id < s.id)
                      and j.name = any (:making)
                      and j.state in ('available', 'executing')) as ahead
            from scan s
            where s.id = :scan and s.deleted_at is null
            """;

    private Turn take(ProviderAccount account, UUID scan) {
        jdbc.sql(DUE).param("scan", scan).update();
        return jdbc.sql(STATE)
                .param("making", MakingJobs.names())
                .param("scan", scan)
                .query(
                        (row, n) ->
                                new State(
                                        row.getString("state"),
                                        row.getString("reason"),
                                        choice(row.getString("choice")),
                                        row.getInt("ahead")))
                .optional()
                .map(state -> turn(state, account, scan))
                .orElseGet(() -> new Turn.Off("The scan has been deleted."));
    }

    /** One that has failed is there again when its job is begun anew. */
    private static final String DUE =
            """
            update scan set state = 'available', reason = null, started_at = null, completed_at = null, progress = 0
            where id = :scan and state in ('scheduled', 'failed') and deleted_at is null
            """;

    private static Choice choice(@Nullable String stored) {
        return stored == null ? Choice.ALL : JSON.readValue(stored, Choice.class);
    }

    private static final String BEGIN =
            """
            update scan set state = 'executing', started_at = coalesce(started_at, now()), updated_at = now()
            where id = :scan
            """;

    private Turn turn(State state, ProviderAccount account, UUID scan) {
        return switch (state.state()) {
            case "available", "executing" -> {
                // one that is executing is this very scan, taken up again
                if (state.ahead() > 0 && !state.state().equals("executing")) {
                    yield new Turn.Behind(state.ahead());
                }
                jdbc.sql(BEGIN).param("scan", scan).update();
                yield new Turn.Open(scan, account, state.choice());
            }
            case "completed" -> new Turn.Made();
            default ->
                    new Turn.Off(
                            Optional.ofNullable(state.reason())
                                    .orElse("The scan has been cancelled."));
        };
    }

    private static final String PROGRESS =
            """
            update scan set progress = :percent, updated_at = now()
            where id = :scan and state = 'executing' and progress < :percent
            """;

    void progress(UUID scan, int percent) {
        jdbc.sql(PROGRESS).param("percent", percent).param("scan", scan).update();
    }

    private static final String IS_OPEN =
            """
            select exists (select from tenant t where t.id = bailiwick.tenant() and is_open(t))
            """;

    /** Takes back a scan that has not begun in a tenant that is no longer open, if it is one. */
    void forgetIfClosed(UUID scan) {
        if (!jdbc.sql(IS_OPEN).query(Boolean.class).single()) {
            var _ = withdraw(scan);
        }
    }

    private static final String END =
            """
            update scan set state = :state, reason = :reason, completed_at = now(), updated_at = now(),
                            duration = cast(extract(epoch from now() - started_at) as integer)
            where id = :scan and state in ('available', 'scheduled', 'executing')
            """;

    /**
     * Ends a scan that is not over.
     *
     * @param state failed or cancelled
     */
    void end(UUID scan, String state, String reason) {
        jdbc.sql(END).param("state", state).param("reason", reason).param("scan", scan).update();
    }
}
