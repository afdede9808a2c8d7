package dev.bailiwick.posture.account.key;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.access.Made;
import dev.bailiwick.posture.access.Outcome;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/** The API keys of tenants: made, renamed and revoked in their tenant, found by what is shown. */
@Component
public class ApiKeys {

    private final JdbcClient jdbc;
    private final ApiKeyUses uses;

    ApiKeys(JdbcClient jdbc, ApiKeyUses uses) {
        this.jdbc = jdbc;
        this.uses = uses;
    }

    /** A key that somebody has shown and that is good. */
    public record Shown(UUID id, TenantId tenant, PrincipalId user) {}

    private static final String FIND =
            """
            select id, tenant_id, entity_id from key_shown(:prefix, :hash)
            """;

    /** Empty unless {@code text} is a key that is neither revoked, expired nor orphaned. */
    public Optional<Shown> find(String text) {
        return KeySecret.parse(text).flatMap(this::find);
    }

    private Optional<Shown> find(KeySecret secret) {
        return Scopes.call(
                new Scope.Global(),
                () ->
                        jdbc.sql(FIND)
                                .param("prefix", secret.prefix())
                                .param("hash", secret.hash())
                                .query((row, n) -> shown(row))
                                .optional());
    }

    private static Shown shown(ResultSet row) throws SQLException {
        return new Shown(
                row.getObject("id", UUID.class),
                new TenantId(row.getObject("tenant_id", UUID.class)),
                new PrincipalId(row.getObject("entity_id", UUID.class)));
    }

    public void used(Shown key) {
        uses.note(key.tenant(), key.id());
    }

    private static final String MAKE =
            "select outcome, made from make_key(:name, :prefix, :hash, :expires)";

    /**
     * Makes a key of the principal in scope.
     *
     * @throws dev.bailiwick.posture.jsonapi.error.ApiException unless it is made
     */
    UUID add(String name, KeySecret secret, OffsetDateTime expires) {
        return Made.of(
                        jdbc.sql(MAKE)
                                .param("name", name)
                                .param("prefix", secret.prefix())
                                .param("hash", secret.hash())
                                .param("expires", expires))
                .require();
    }

    private static final String RENAME = "select rename_key(:id, :name)";

    Outcome rename(UUID id, String name) {
        return Outcome.of(jdbc.sql(RENAME).param("name", name).param("id", id));
    }

    private static final String REVOKE = "select revoke_key(:id)";

    Outcome revoke(UUID id) {
        return Outcome.of(jdbc.sql(REVOKE).param("id", id));
    }
}
