package dev.bailiwick.posture.tenant;

import dev.bailiwick.posture.access.Made;
import dev.bailiwick.posture.access.Outcome;
import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.jsonapi.error.ApiException;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.UUID;

/** Founds, renames and closes tenants, and changes and ends memberships. */
@Component
class Tenants {

    private final JdbcClient jdbc;
    private final TenantProperties settings;

    Tenants(JdbcClient jdbc, TenantProperties settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    private static final String FOUND =
            "select outcome, made from found_tenant(:name, :permissions, :most)";

    /**
     * A new tenant, owned by the principal in scope.
     *
     * @throws ApiException 403 if the principal owns as many as one account may
     */
    UUID found(String name) {
        return Made.of(
                        jdbc.sql(FOUND)
                                .param("name", name)
                                .param("permissions", Permission.names().toArray(String[]::new))
                                .param("most", settings.mostOwned()))
                .require();
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
    Outcome end() {
        return Outcome.of(jdbc.sql(END));
    }

    private static final String CHANGE_MEMBERSHIP = "select change_membership(:id, :role, :most)";

    /** Makes an owner or a member of somebody in the tenant in scope. */
    Outcome changeMembership(UUID id, String role) {
        return Outcome.of(
                jdbc.sql(CHANGE_MEMBERSHIP)
                        .param("id", id)
                        .param("role", role)
                        .param("most", settings.mostOwned()));
    }

    private static final String END_MEMBERSHIP = "select end_membership(:id)";

    /** Ends a membership of the tenant in scope, on behalf of the principal in scope. */
    Outcome endMembership(UUID id) {
        return Outcome.of(jdbc.sql(END_MEMBERSHIP).param("id", id));
    }
}
