package dev.bailiwick.posture.removal;

import dev.bailiwick.posture.task.housekeeping.Batches;
import dev.bailiwick.posture.task.housekeeping.Maintenance;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

/**
 * The second half of deleting a tenant: removes its rows, in batches of their own transactions, and
 * at last its own. Nobody has been able to get in since it was deleted.
 */
@Component
final class TenantRemoval implements Maintenance {

    // scans, in front of their providers, and with the tenant all that is small
    private static final List<String> LAST =
            List.of(
                    """
                    delete from scan where tenant_id in (select id from tenant where deleted_at is not null)
                    """,
                    """
                    delete from tenant where deleted_at is not null
                    """);

    private final JdbcClient jdbc;
    private final JdbcClient worker;

    TenantRemoval(
            @Qualifier("maint") DataSource maintenance, @Qualifier("worker") DataSource worker) {
        this.jdbc = JdbcClient.create(maintenance);
        this.worker = JdbcClient.create(worker);
    }

    @Override
    public String name() {
        return "tenant-deletion";
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(5);
    }

    @Override
    public String reason() {
        return "Remove the rows of tenants that were deleted";
    }

    /** The worker's role is told yes or no, and nothing of whom. */
    @Override
    public boolean isDue() {
        return worker.sql("select posture.has_deleted_tenants()").query(Boolean.class).single();
    }

    @Override
    public void run() {
        for (String batch : BulkTables.ofTenants()) {
            Batches.all(most -> jdbc.sql(batch).param("batch", most).update());
        }
        LAST.forEach(statement -> jdbc.sql(statement).update());
    }
}
