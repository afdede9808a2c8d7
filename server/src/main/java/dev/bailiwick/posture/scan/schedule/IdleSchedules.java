package dev.bailiwick.posture.scan.schedule;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.access.Visibility;
import dev.bailiwick.posture.task.housekeeping.Housekeeping;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.time.Duration;
import java.util.UUID;

import javax.sql.DataSource;

/**
 * Mends schedules whose next scan is over without having made the one after it stand ready, as
 * where an exception prevented that: they would never come round again, and nobody would be told.
 */
@Component
final class IdleSchedules implements Housekeeping {

    private static final Logger log = LoggerFactory.getLogger(IdleSchedules.class);

    private final JdbcClient worker;
    private final Schedules schedules;
    private final TransactionTemplate transaction;

    IdleSchedules(
            @Qualifier("worker") DataSource worker,
            Schedules schedules,
            PlatformTransactionManager transactions) {
        this.worker = JdbcClient.create(worker);
        this.schedules = schedules;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Override
    public String name() {
        return "idle-schedules";
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(10);
    }

    private record Idle(TenantId tenant, UUID schedule) {}

    private static final String IDLE =
            """
            select tenant_id, schedule_id from posture.idle_schedules()
            """;

    @Override
    public void keep() {
        worker.sql(IDLE)
                .query(
                        (row, n) ->
                                new Idle(
                                        new TenantId(row.getObject("tenant_id", UUID.class)),
                                        row.getObject("schedule_id", UUID.class)))
                .list()
                .forEach(this::mend);
    }

    private void mend(Idle idle) {
        try {
            Scopes.run(
                    Visibility.all().within(Scope.Tenant.of(idle.tenant)),
                    () -> transaction.executeWithoutResult(status -> mend(idle.schedule)));
        } catch (RuntimeException e) {
            // whatever it is: those behind it have nothing to do with it
            log.error("Schedule {} still has no scan that stands ready", idle.schedule, e);
        }
    }

    private void mend(UUID schedule) {
        if (schedules.mend(schedule)) {
            log.warn("Schedule {} had no scan that stood ready, and has one again", schedule);
        }
    }
}
