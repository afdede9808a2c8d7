package dev.bailiwick.posture.task;

import dev.bailiwick.core.Epoch;
import dev.bailiwick.posture.access.Visibility;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Begins attempts: takes a job over from whoever had it, or ends it if it may not run any more. */
@Component
final class Claims {

    /** A job during which the server died this often is taken to be what kills it. */
    static final int MOST_DEATHS = 10;

    private static final TypeReference<Map<String, String>> ARGS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final JsonMapper json;
    private final JobHandlers handlers;
    private final JobEnds ends;

    Claims(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            JsonMapper json,
            JobHandlers handlers,
            JobEnds ends) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.json = json;
        this.handlers = handlers;
        this.ends = ends;
    }

    /** Begins the next attempt at a job of the tenant in scope. */
    Envelope.Claim claim(JobId id, Admission admission) {
        return transaction.execute(
                status ->
                        lock(id).<Envelope.Claim>map(row -> begin(id, row, admission))
                                .orElseGet(Envelope.Claim.Over::new));
    }

    private Envelope.Claim begin(JobId id, Row row, Admission admission) {
        int deaths = row.executing ? row.deaths + 1 : row.deaths;
        // judged by whoever knows such jobs: one that nothing here runs is given back at once
        return handlers.find(row.name)
                .map(handler -> judge(id, row, deaths, admitted(row, handler, admission)))
                .orElseGet(() -> begun(id, row, deaths, Visibility.none(), null));
    }

    private Envelope.Claim judge(JobId id, Row row, int deaths, Admission admission) {
        if (deaths > MOST_DEATHS) {
            Map<String, Object> failure = Failure.died(deaths);
            end(id, "failed", failure);
            ends.failed(id, row.name, row.args, Failure.reasonOf(failure));
            return new Envelope.Claim.Over();
        }
        return switch (admission) {
            case Admission.Denied denied -> deny(id, row, denied);
            case Admission.Closed() -> deny(id, row, Admission.closed());
            case Admission.Granted(_, Visibility visibility, Epoch epoch) ->
                    begun(id, row, deaths, visibility, epoch);
        };
    }

    private Envelope.Claim begun(
            JobId id, Row row, int deaths, Visibility visibility, @Nullable Epoch epoch) {
        return new Envelope.Claim.Begun(
                new Envelope(
                        id,
                        row.name,
                        row.args,
                        row.correlation,
                        take(id, deaths),
                        row.failures,
                        visibility,
                        epoch));
    }

    private Envelope.Claim deny(JobId id, Row row, Admission.Denied denied) {
        end(id, "cancelled", Map.of("reason", denied.reason()));
        ends.cancelled(id, row.name, row.args);
        return new Envelope.Claim.Over();
    }

    /** What its principal sees comes first, then whether there is anything to see. */
    private static Admission admitted(Row row, JobHandler handler, Admission admission) {
        Admission sight = admission.to(row.provider, handler);
        boolean gone = row.orphaned && !handler.outlivesProvider();
        return sight instanceof Admission.Granted && gone
                ? new Admission.Denied("The provider was deleted.")
                : sight;
    }

    private static final String LOCK =
            """
            select j.name, j.args, j.correlation, j.provider_id, p.deleted_at is not null as orphaned,
                   j.state = 'executing' as executing, j.failures, j.deaths
            from job j
            left join provider p on p.id = j.provider_id
            where j.id = :id and j.state in ('available', 'executing')
            for no key update of j
            """;

    private Optional<Row> lock(JobId id) {
        return jdbc.sql(LOCK).param("id", id.value()).query((row, n) -> row(row)).optional();
    }

    private Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getString("name"),
                json.readValue(row.getString("args"), ARGS),
                row.getString("correlation"),
                row.getObject("provider_id", UUID.class),
                row.getBoolean("orphaned"),
                row.getBoolean("executing"),
                row.getInt("failures"),
                row.getInt("deaths"));
    }

    private static final String TAKE =
            """
            update job set state = 'executing', attempt = attempt + 1, deaths = :deaths,
                           started_at = coalesce(started_at, now())
            where id = :id
            returning attempt
            """;

    private int take(JobId id, int deaths) {
        return jdbc.sql(TAKE)
                .param("id", id.value())
                .param("deaths", deaths)
                .query(Integer.class)
                .single();
    }

    private static final String END =
            """
            update job set state = :state, result = cast(:result as jsonb), completed_at = now() where id = :id
            """;

    private void end(JobId id, String state, Map<String, Object> result) {
        jdbc.sql(END)
                .param("id", id.value())
                .param("state", state)
                .param("result", json.writeValueAsString(result))
                .update();
    }

    private record Row(
            String name,
            Map<String, String> args,
            String correlation,
            @Nullable UUID provider,
            boolean orphaned,
            boolean executing,
            int failures,
            int deaths) {}
}
