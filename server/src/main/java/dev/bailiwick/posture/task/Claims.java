package dev.bailiwick.posture.task;

import dev.bailiwick.core.Scopes;
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
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Begins attempts: re-validates the envelope, then takes the job over from whoever had it. */
@Component
final class Claims {

    /** A job during which the server died this often is taken to be what kills it. */
    static final int MOST_DEATHS = 10;

    private static final TypeReference<Map<String, String>> ARGS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final JsonMapper json;

    Claims(JdbcClient jdbc, PlatformTransactionManager transactions, JsonMapper json) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.json = json;
    }

    /** Begins the next attempt at a job of the tenant in scope. */
    Envelope.Claim claim(JobId id) {
        return transaction.execute(
                status ->
                        lock(id).<Envelope.Claim>map(row -> begin(id, row))
                                .orElseGet(Envelope.Claim.Over::new));
    }

    private Envelope.Claim begin(JobId id, Row row) {
        int deaths = row.executing ? row.deaths + 1 : row.deaths;
        if (deaths > MOST_DEATHS) {
            end(id, "failed", Failure.died(deaths));
            return new Envelope.Claim.Over();
        }
        Visibility visibility = Visibility.all();
        if (row.principal != null) {
            Standing standing = standing();
            if (!standing.tenantActive) {
                end(id, "cancelled", Map.of("reason", "The tenant is no longer active."));
                return new Envelope.Claim.Over();
            }
            if (!standing.member) {
                end(id, "cancelled", Map.of("reason", "Its principal is no longer a member."));
                return new Envelope.Claim.Over();
            }
            visibility = standing.visibility;
        }
        return new Envelope.Claim.Begun(
                new Envelope(
                        id,
                        row.name,
                        row.args,
                        row.correlation,
                        take(id, deaths),
                        row.failures,
                        visibility));
    }

    private static final String LOCK =
            """
            select name, args, correlation, principal_id, state = 'executing' as executing, failures, deaths
            from job where id = :id and state in ('available', 'executing')
            for no key update
            """;

    private Optional<Row> lock(JobId id) {
        return jdbc.sql(LOCK).param("id", id.value()).query((row, n) -> row(row)).optional();
    }

    private Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getString("name"),
                json.readValue(row.getString("args"), ARGS),
                row.getString("correlation"),
                row.getObject("principal_id", UUID.class),
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

    private static final String STANDING =
            """
            select t.status in ('trial', 'active') and t.deleted_at is null as active,
                   exists (select from membership m where m.tenant_id = t.id and m.user_id = bailiwick.principal()) as member,
                   exists (select from role_user u join role r on r.tenant_id = u.tenant_id and r.id = u.role_id
                           where u.tenant_id = t.id and u.user_id = bailiwick.principal() and r.unlimited_visibility) as sees_all,
                   array(select p.provider_id from role_user u
                         join role_provider_group g on g.tenant_id = u.tenant_id and g.role_id = u.role_id
                         join provider_group_member p on p.tenant_id = g.tenant_id and p.provider_group_id = g.provider_group_id
                         where u.tenant_id = t.id and u.user_id = bailiwick.principal()) as sees
            from tenant t where t.id = bailiwick.tenant()
            """;

    private Standing standing() {
        Scopes.requireTenant();
        return jdbc.sql(STANDING)
                .query((row, n) -> standing(row))
                .optional()
                .orElse(new Standing(false, false, new Visibility.Only(Set.of())));
    }

    private static Standing standing(ResultSet row) throws SQLException {
        Set<UUID> sees =
                Arrays.stream((Object[]) row.getArray("sees").getArray())
                        .map(UUID.class::cast)
                        .collect(Collectors.toSet());
        return new Standing(
                row.getBoolean("active"),
                row.getBoolean("member"),
                row.getBoolean("sees_all") ? Visibility.all() : new Visibility.Only(sees));
    }

    private record Row(
            String name,
            Map<String, String> args,
            String correlation,
            @Nullable UUID principal,
            boolean executing,
            int failures,
            int deaths) {}

    private record Standing(boolean tenantActive, boolean member, Visibility visibility) {}
}
