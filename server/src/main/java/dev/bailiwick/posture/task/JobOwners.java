package dev.bailiwick.posture.task;

import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.access.Visibility;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.Optional;
import java.util.UUID;

import javax.sql.DataSource;

/** Whose a job is: the one thing the engine's own role can ask about it. */
@Component
final class JobOwners {

    private final JdbcClient worker;

    JobOwners(@Qualifier("worker") DataSource worker) {
        this.worker = JdbcClient.create(worker);
    }

    private static final String OWNER =
            """
            select tenant_id, principal_id from job_tenant(?)
            """;

    /** Empty if the job, or its tenant with it, has been removed. */
    Optional<Owner> of(JobId id) {
        return worker.sql(OWNER)
                .param(id.value())
                .query(
                        (row, n) ->
                                new Owner(
                                        new TenantId(row.getObject("tenant_id", UUID.class)),
                                        row.getObject("principal_id", UUID.class)))
                .optional();
    }

    record Owner(TenantId tenant, @Nullable UUID principal) {

        /** For the runner's own books, which rest on nobody's authority. */
        Scope.Tenant wholeTenant() {
            return Visibility.all().within(Scope.Tenant.of(tenant));
        }

        /**
         * For the handler.
         *
         * @param epoch null for a job without a principal
         */
        Scope.Tenant scope(Visibility visibility, @Nullable Epoch epoch) {
            Scope.Tenant scope = visibility.within(Scope.Tenant.of(tenant));
            Scope.Tenant own = principal == null ? scope : scope.as(new PrincipalId(principal));
            return epoch == null ? own : own.at(epoch);
        }
    }
}
