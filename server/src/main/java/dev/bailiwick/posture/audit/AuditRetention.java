package dev.bailiwick.posture.audit;

import dev.bailiwick.posture.task.housekeeping.Batches;
import dev.bailiwick.posture.task.housekeeping.Maintenance;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

/** Removes entries that have been kept long enough, in batches of their own transactions. */
@Component
class AuditRetention implements Maintenance {

    // tenant by tenant, since the index begins with it
    private static final List<String> BATCHES =
            List.of(
                    """
                    delete from audit_entry where (tenant_id, id) in (
                        select old.tenant_id, old.id
                        from tenant t cross join lateral (
                            select a.tenant_id, a.id from audit_entry a
                            where a.tenant_id = t.id and a.at < now() - :seconds * interval '1 second'
                            limit :batch) old
                        limit :batch)
                    """,
                    """
                    delete from maintenance_audit where (run, event) in (
                        select old.run, old.event from maintenance_audit old
                        where old.at < now() - :seconds * interval '1 second' limit :batch)
                    """);

    private final JdbcClient jdbc;
    private final AuditProperties properties;

    AuditRetention(@Qualifier("maint") DataSource maintenance, AuditProperties properties) {
        this.jdbc = JdbcClient.create(maintenance);
        this.properties = properties;
    }

    @Override
    public String name() {
        return "audit-retention";
    }

    @Override
    public Duration every() {
        return Duration.ofHours(1);
    }

    @Override
    public String reason() {
        return "Remove audit entries that are older than they are kept";
    }

    @Override
    public void run() {
        for (String batch : BATCHES) {
            Batches.all(
                    most ->
                            jdbc.sql(batch)
                                    .param("seconds", properties.retention().toSeconds())
                                    .param("batch", most)
                                    .update());
        }
    }
}
