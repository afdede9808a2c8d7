package dev.bailiwick.posture.scan.making;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.scan.engine.Choice;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * The rows of scans from their turn to their end. One scan of a provider is made at a time, by
 * order of request. Every method is a part of its caller's transaction.
 */
@Component
final class ScanTurns {

    private static final JsonMapper JSON = new JsonMapper();

    private final JdbcClient jdbc;

    ScanTurns(JdbcClient jdbc) {
        this.jdbc = jdbc;
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
                      and j.name = any (:scanning)
                      and j.state in ('available', 'executing')) as ahead
            from scan s
            where s.id = :scan and s.deleted_at is null
            """;

    private Turn take(ProviderAccount account, UUID scan) {
        jdbc.sql(DUE).param("scan", scan).update();
        return jdbc.sql(STATE)
                .param("scanning", ScanningJobs.names())
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

    private static final String BEGUN_WITHIN =
            """
            select exists (select from scan where id = :scan and started_at > now() - make_interval(secs => :seconds))
            """;

    /** Whether the scan's turn came as short a time ago. */
    boolean hasBegunWithin(Duration time, UUID scan) {
        return jdbc.sql(BEGUN_WITHIN)
                .param("scan", scan)
                .param("seconds", time.toSeconds())
                .query(Boolean.class)
                .single();
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
