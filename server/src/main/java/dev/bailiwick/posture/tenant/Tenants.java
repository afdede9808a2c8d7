package dev.bailiwick.posture.tenant;

import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.jsonapi.error.ApiException;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Founds, renames and closes tenants, and ends memberships. */
@Component
class Tenants {

    private final JdbcClient jdbc;
    private final TenantProperties settings;

    Tenants(JdbcClient jdbc, TenantProperties settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /** What came of ending a membership or a tenant. */
    enum Ending {
        ENDED,
        ABSENT,
        FORBIDDEN,
        /** The tenant would be left without one. */
        LAST_OWNER,
        /** Nobody would be left who manages the account. */
        LAST_MANAGER;

        private static Ending of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT).replace(' ', '_'));
        }
    }

    private static final String FOUND = "select found_tenant(:name, :permissions, :most)";

    /**
     * A new tenant, owned by the principal in scope.
     *
     * @throws ApiException 403 if the principal owns as many as one account may
     */
    UUID found(String name) {
        return jdbc.sql(FOUND)
                .param("name", name)
                .param("permissions", Permission.names().toArray(String[]::new))
                .param("most", settings.mostOwned())
                .query((row, n) -> Optional.ofNullable(row.getObject(1, UUID.class)))
                .single()
                .orElseThrow(
                        () ->
                                ApiException.forbidden(
                                        "You own %d tenants, and may not own more."
                                                .formatted(settings.mostOwned())));
    }

    private static final String RENAME =
            """
            update tenant set name = :name, updated_at = now() where id = bailiwick.tenant()
            """;

    /** Renames the tenant in scope. */
    void rename(String name) {
        jdbc.sql(RENAME).param("name", name).update();
    }

    private static final String END = "select end_tenant()";

    /** Closes the tenant in scope; its rows are removed later. */
    Ending end() {
        return Ending.of(jdbc.sql(END).query(String.class).single());
    }

    private static final String END_MEMBERSHIP = "select end_membership(:id)";

    /** Ends a membership of the tenant in scope, on behalf of the principal in scope. */
    Ending endMembership(UUID id) {
        return Ending.of(jdbc.sql(END_MEMBERSHIP).param("id", id).query(String.class).single());
    }
}
