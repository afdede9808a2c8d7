package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.AuditFailedException;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.postgres.jdbc.MaintenanceAudit;
import dev.bailiwick.postgres.jdbc.MaintenanceRun;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import javax.sql.DataSource;

/**
 * Keeps the record of maintenance in the database: one row before a run begins, and one when it has
 * ended. A run that cannot be recorded does not begin. One that is entered within a tenant is on
 * record there, too, if the record is that of {@link AuthoritySql}.
 */
public final class MaintenanceTrail implements MaintenanceAudit {

    /** Where {@link AuthoritySql} puts the table. */
    public static final String TABLE = "bailiwick_authority.maintenance_audit";

    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]*\\.[a-z_][a-z0-9_]*");
    private static final int LONGEST = 2_000;
    private static final int LONGEST_OF_TENANT = 500;

    private static final String OF_TENANT =
            """
            insert into bailiwick_authority.audit (tenant_id, principal_id, kind, what, object, details)
            select t.tenant_id, ?, 'maintained', 'maintenance', ?,
                jsonb_build_object('reason', ?::text, 'limit_ms', ?::bigint, 'process', ?::text, 'role', session_user)
            from bailiwick_authority.tenant t where t.tenant_id = ?
            """;

    private final Apart apart;
    private final String insert;
    private final String process;
    private final boolean inTenants;

    /** A trail in {@link #TABLE}. */
    public MaintenanceTrail(DataSource own, String process) {
        this(own, process, TABLE);
    }

    /**
     * @param own logs in as the maintenance role, on a pool that nobody else uses; not guarded by a
     *     wall, as it is asked in the scope of the run
     * @param process says who does it, beside the role of the database: host and process, say
     * @param table of the columns of {@link #TABLE}, with its schema
     */
    public MaintenanceTrail(DataSource own, String process, String table) {
        if (!NAME.matcher(table).matches()) {
            throw new IllegalArgumentException("No table with its schema: " + table);
        }
        this.apart = new Apart(own);
        this.process = process;
        this.inTenants = table.equals(TABLE);
        this.insert =
                """
                insert into %s (run, event, process, reason, limit_ms, within, took_ms, failed)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                """
                        .formatted(table);
    }

    @Override
    public void transactionBegins(Scope.Maintenance work) {
        // one of a run, which is on record
    }

    @Override
    public void begins(MaintenanceRun run) {
        record(run, "begins", null, null, "was not begun, since it could not be put on record");
    }

    @Override
    public void ends(MaintenanceRun run, Duration took, @Nullable Throwable failure) {
        record(
                run,
                "ends",
                took.toMillis(),
                failure != null,
                "has ended, and that could not be put on record");
    }

    private void record(
            MaintenanceRun run,
            String event,
            @Nullable Long took,
            @Nullable Boolean failed,
            String otherwise) {
        String message = run.work().described() + " " + otherwise;
        try {
            apart.call(
                    run.work(),
                    connection -> {
                        insert(connection, run, event, took, failed);
                        if (took == null && inTenants) {
                            insertWithin(connection, run);
                        }
                    });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditFailedException(message, e);
        } catch (SQLException | TimeoutException e) {
            throw new AuditFailedException(message, e);
        }
    }

    private void insert(
            Connection connection,
            MaintenanceRun run,
            String event,
            @Nullable Long took,
            @Nullable Boolean failed)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setObject(1, run.id());
            statement.setString(2, event);
            statement.setString(3, process);
            statement.setString(4, cut(run.work().reason()));
            statement.setLong(5, run.work().limit().toMillis());
            statement.setString(6, cut(run.within().map(Scope::described).orElse("")));
            statement.setObject(7, took, Types.BIGINT);
            statement.setObject(8, failed, Types.BOOLEAN);
            statement.executeUpdate();
        }
    }

    /** For whom it is done, as far as that is told by where it was entered. */
    private void insertWithin(Connection connection, MaintenanceRun run) throws SQLException {
        List<Scope.Tenant> tenants =
                switch (run.within().orElse(null)) {
                    case Scope.Tenant one -> List.of(one);
                    case Scope.Tenants several ->
                            several.tenants().stream().map(several::one).toList();
                    case Scope.Guest guest ->
                            List.of(Scope.Tenant.of(guest.host()).as(guest.principal()));
                    case Scope.Identity _, Scope.Global _, Scope.Maintenance _ -> List.of();
                    case null -> List.of();
                };
        for (Scope.Tenant one : tenants) {
            PrincipalId principal = one.principal();
            try (PreparedStatement statement = connection.prepareStatement(OF_TENANT)) {
                // of no type, so that they are of that of the keys
                statement.setObject(1, principal == null ? null : principal.text(), Types.OTHER);
                statement.setString(2, run.id().toString());
                statement.setString(3, cut(run.work().reason(), LONGEST_OF_TENANT));
                statement.setLong(4, run.work().limit().toMillis());
                statement.setString(5, cut(process, LONGEST_OF_TENANT));
                statement.setObject(6, one.tenant().text(), Types.OTHER);
                statement.executeUpdate();
            }
        }
    }

    private static String cut(String text) {
        return cut(text, LONGEST);
    }

    private static String cut(String text, int longest) {
        return text.substring(0, Math.min(text.length(), longest));
    }
}
