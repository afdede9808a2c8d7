package dev.bailiwick.posture.task.attempt;

import dev.bailiwick.posture.access.Visibility;
import dev.bailiwick.posture.task.job.JobId;
import dev.bailiwick.posture.task.job.JobRef;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** Begins attempts: takes a job over from whoever had it, or ends it if it may not run any more. */
@Component
final class Claims {

    /** A job during which the server died this often is taken to be what kills it. */
    static final int MOST_DEATHS = 10;

    private final JdbcClient jdbc;
    private final JobHandlers handlers;
    private final Attempts attempts;

    Claims(JdbcClient jdbc, JobHandlers handlers, Attempts attempts) {
        this.jdbc = jdbc;
        this.handlers = handlers;
        this.attempts = attempts;
    }

    // taken first and judged then: what may not run ends as this attempt does, or as the next one
    private static final String TAKE =
            """
            update job
            set state = 'executing', attempt = attempt + 1, started_at = coalesce(started_at, now()),
                deaths = deaths + case state when 'executing' then 1 else 0 end
            where id = :id and state in ('available', 'executing')
            returning id, name, args, correlation, provider_id, attempt, failures, deaths,
                      provider_id is not null and is_deleted_provider(provider_id) as orphaned
            """;

    /** Begins the next attempt at a job of the tenant in scope. */
    Envelope.Claim claim(JobId id, Admission admission) {
        return jdbc.sql(TAKE)
                .param("id", id.value())
                .query((row, n) -> row(row))
                .optional()
                .map(row -> begin(row, admission))
                .orElseGet(Envelope.Claim.Over::new);
    }

    private Envelope.Claim begin(Row row, Admission admission) {
        // judged by whoever knows such jobs: one that nothing here runs is given back at once
        return handlers.find(row.envelope.name())
                .map(handler -> judge(row, admitted(row, handler, admission)))
                .orElseGet(() -> new Envelope.Claim.Begun(row.envelope));
    }

    private Envelope.Claim judge(Row row, Admission.Verdict admission) {
        if (row.deaths > MOST_DEATHS) {
            attempts.fail(row.envelope, Failure.died(row.deaths));
            return new Envelope.Claim.Ended(null);
        }
        return switch (admission) {
            case Admission.Denied denied -> {
                attempts.cancel(row.envelope, denied.reason());
                yield new Envelope.Claim.Ended(denied.refusal());
            }
            case Admission.Granted granted -> new Envelope.Claim.Begun(row.envelope.with(granted));
        };
    }

    /** What its principal sees comes first, then whether there is anything to see. */
    private Admission.Verdict admitted(Row row, JobHandler handler, Admission admission) {
        Admission.Verdict sight = admission.to(row.provider, handler, this::isOpen);
        boolean gone = row.orphaned && !handler.outlivesProvider();
        return sight instanceof Admission.Granted && gone
                ? new Admission.Denied("The provider was deleted.", null)
                : sight;
    }

    private static final String IS_OPEN =
            """
            select exists (select from tenant t where t.id = bailiwick.tenant() and is_open(t))
            """;

    /** Asked for few jobs: where somebody asked for one, how they stand says it. */
    private boolean isOpen() {
        return jdbc.sql(IS_OPEN).query(Boolean.class).single();
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                new Envelope(
                        JobRef.of(row),
                        row.getString("correlation"),
                        row.getInt("attempt"),
                        row.getInt("failures"),
                        Visibility.none(),
                        null),
                row.getObject("provider_id", UUID.class),
                row.getBoolean("orphaned"),
                row.getInt("deaths"));
    }

    /**
     * @param orphaned whether its provider was deleted
     */
    private record Row(Envelope envelope, @Nullable UUID provider, boolean orphaned, int deaths) {}
}
