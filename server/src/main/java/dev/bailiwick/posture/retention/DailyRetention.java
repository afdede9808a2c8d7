package dev.bailiwick.posture.retention;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.access.Visibility;
import dev.bailiwick.posture.task.JobRequest;
import dev.bailiwick.posture.task.Jobs;
import dev.bailiwick.posture.task.housekeeping.Housekeeping;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.NestedRuntimeException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

/** Has each tenant's old scans looked for once a day, by a job in the tenant's own scope. */
@Component
final class DailyRetention implements Housekeeping {

    private static final Logger log = LoggerFactory.getLogger(DailyRetention.class);

    private final JdbcClient worker;
    private final RetentionProperties defaults;
    private final Jobs jobs;
    private final TransactionTemplate transaction;

    DailyRetention(
            @Qualifier("worker") DataSource worker,
            RetentionProperties defaults,
            Jobs jobs,
            PlatformTransactionManager transactions) {
        this.worker = JdbcClient.create(worker);
        this.defaults = defaults;
        this.jobs = jobs;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Override
    public String name() {
        return "daily-retention";
    }

    @Override
    public Duration every() {
        return Duration.ofHours(1);
    }

    private static final String DUE =
            """
            select posture.tenants_due_for_retention(cast(:days as integer), cast(:scans as integer))
            """;

    @Override
    public void keep() {
        List<UUID> due =
                worker.sql(DUE)
                        .param("days", defaults.days())
                        .param("scans", defaults.scans())
                        .query((row, n) -> row.getObject(1, UUID.class))
                        .list();
        for (UUID tenant : due) {
            try {
                Scopes.run(
                        Visibility.all().within(Scope.Tenant.of(new TenantId(tenant))),
                        () -> transaction.executeWithoutResult(status -> ask()));
            } catch (NestedRuntimeException e) {
                // one tenant's trouble is not that of those behind it; it is asked for again in the
                // next round
                log.warn("Tenant {}'s old scans are not looked for yet", tenant, e);
            }
        }
    }

    private void ask() {
        var _ =
                jobs.enqueue(
                        JobRequest.of(RetentionJob.NAME)
                                .withoutPrincipal()
                                .once(RetentionJob.NAME));
    }
}
