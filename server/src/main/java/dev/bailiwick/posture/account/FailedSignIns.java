package dev.bailiwick.posture.account;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.audit.RefusalAudit;
import dev.bailiwick.core.audit.Rule;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.List;
import java.util.UUID;

/**
 * Puts sign-ins with a wrong password on record, in each tenant of the account that was asked for.
 */
@Component
final class FailedSignIns {

    private static final Rule SIGN_IN = new Rule("sign-in");

    private final JdbcClient jdbc;
    private final RefusalAudit refusals;

    FailedSignIns(JdbcClient jdbc, RefusalAudit refusals) {
        this.jdbc = jdbc;
        this.refusals = refusals;
    }

    private static final String TENANTS =
            """
            select m.tenant_id
            from membership m
            join tenant t on t.id = m.tenant_id
            where m.user_id = bailiwick.principal() and t.deleted_at is null
            order by m.date_joined, m.id
            limit 50
            """;

    /**
     * The same is asked of an account that there is not, which is only counted: how long that takes
     * tells nobody which accounts there are.
     */
    void note(@Nullable PrincipalId account) {
        PrincipalId asked = account == null ? new PrincipalId(UUID.randomUUID()) : account;
        List<UUID> tenants =
                Scopes.call(
                        new Scope.Identity(asked),
                        () -> jdbc.sql(TENANTS).query(UUID.class).list());
        if (tenants.isEmpty()) {
            refusals.refused(null, SIGN_IN);
        }
        tenants.forEach(
                tenant ->
                        refusals.refused(Scope.Tenant.of(new TenantId(tenant)).as(asked), SIGN_IN));
    }
}
