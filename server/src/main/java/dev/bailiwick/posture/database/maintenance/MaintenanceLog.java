package dev.bailiwick.posture.database.maintenance;

import dev.bailiwick.core.Scope;
import dev.bailiwick.postgres.authority.MaintenanceTrail;
import dev.bailiwick.postgres.jdbc.MaintenanceAudit;
import dev.bailiwick.postgres.jdbc.MaintenanceRun;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Objects;

import javax.sql.DataSource;

/**
 * Records maintenance: one line for each transaction that reaches across tenants, before anything
 * of it is sent. Logger, event and {@code maintenance}, the reason, keep their names, for whoever
 * files these lines apart.
 */
public final class MaintenanceLog implements MaintenanceAudit {

    static final String LOGGER = "dev.bailiwick.audit";
    static final String EVENT = "maintenance_transaction";
    // as every line of such work is named, so that this one does not say it twice
    static final String REASON = "maintenance";

    private static final Logger log = LoggerFactory.getLogger(LOGGER);

    // who does it: no user of the API ever, but an account of the operating system
    private final String actor =
            Objects.requireNonNullElse(System.getProperty("user.name"), "unknown");
    private final long process = ProcessHandle.current().pid();
    private final MaintenanceAudit kept;

    private MaintenanceLog(MaintenanceAudit kept) {
        this.kept = kept;
    }

    /**
     * @param maintenance by which runs are put on record in the database too
     */
    public static MaintenanceLog of(DataSource maintenance) {
        return new MaintenanceLog(
                new MaintenanceTrail(
                        maintenance,
                        "process " + ProcessHandle.current().pid(),
                        "posture.maintenance_audit"));
    }

    @Override
    public void begins(MaintenanceRun run) {
        kept.begins(run);
    }

    @Override
    public void ends(MaintenanceRun run, Duration took, @Nullable Throwable failure) {
        kept.ends(run, took, failure);
    }

    @Override
    public void transactionBegins(Scope.Maintenance work) {
        log.atInfo()
                .setMessage("maintenance across tenants")
                .addKeyValue("event", EVENT)
                .addKeyValue(REASON, work.reason())
                .addKeyValue("actor", actor)
                .addKeyValue("process", process)
                .addKeyValue("limit_ms", work.limit().toMillis())
                .log();
    }
}
