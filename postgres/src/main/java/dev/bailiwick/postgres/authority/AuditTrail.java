package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.AuditFailedException;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.audit.RefusalSums;
import dev.bailiwick.core.audit.Rule;
import dev.bailiwick.postgres.jdbc.CrossingAudit;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

import javax.sql.DataSource;

/**
 * Writes down what is no change of authority: refusals, and that somebody crosses into other
 * tenants. Each in a transaction, on a connection and on a thread of its own, so that it stands
 * whatever becomes of the work at hand, and does not wait for long. Changes are written by the
 * functions that make them, and maintenance by {@link MaintenanceTrail}.
 */
public final class AuditTrail implements RefusalSums.Store, CrossingAudit {

    private static final int LONGEST_OBJECT = 200;

    private final Apart apart;
    private final String refused;
    private final String crossed;
    private final String several;
    private final UnaryOperator<Scope.Tenant> entering;

    /**
     * @param own the app role's, as the wall guards it, on a pool that nobody else uses: who holds
     *     the last connection of a pool and waits for this would wait for themselves. One or two
     *     connections are enough
     */
    public AuditTrail(DataSource own) {
        this(own, AuthoritySql.NAME, scope -> scope);
    }

    /**
     * A trail in tables of the application's own.
     *
     * @param schema of functions {@code log_refused}, {@code log_crossed} and {@code log_several}
     *     that take and do what those of the toolkit do, the first with the number of a batch,
     *     which is written once; the latter two where there are scopes that cross
     * @param entering adds to a scope what the dimensions of the wall ask for
     */
    public AuditTrail(DataSource own, String schema, UnaryOperator<Scope.Tenant> entering) {
        // a stranger who was refused has no authority that could have an epoch
        this.apart =
                new Apart(own instanceof ScopedDataSource scoped ? scoped.withoutEpochs() : own);
        String quoted = Accounts.quoted(schema);
        this.refused = "select " + quoted + ".log_refused(?, ?, ?, ?)";
        this.crossed = "select " + quoted + ".log_crossed(?, ?)";
        this.several = "select " + quoted + ".log_several(?, ?)";
        this.entering = entering;
    }

    /**
     * @throws TimeoutException if it takes longer than five seconds
     */
    @Override
    public void keep(Scope.Tenant whose, Instant minute, Map<Rule, Long> counts)
            throws SQLException, TimeoutException, InterruptedException {
        keep(whose, minute, counts, UUID.randomUUID());
    }

    /**
     * As {@link #keep(Scope.Tenant, Instant, Map)}; what is there under {@code batch} is not
     * written again.
     */
    @Override
    public void keep(Scope.Tenant whose, Instant minute, Map<Rule, Long> counts, UUID batch)
            throws SQLException, TimeoutException, InterruptedException {
        List<Map.Entry<Rule, Long>> entries = new ArrayList<>(counts.entrySet());
        apart.call(
                entering.apply(whose),
                connection -> {
                    Array rules =
                            connection.createArrayOf(
                                    "text", entries.stream().map(e -> e.getKey().name()).toArray());
                    Array sums =
                            connection.createArrayOf(
                                    "bigint", entries.stream().map(Map.Entry::getValue).toArray());
                    OffsetDateTime noted = minute.atOffset(ZoneOffset.UTC);
                    call(connection, refused, noted, rules, sums, batch);
                });
    }

    /**
     * Makes an entry in each of the tenants, which names the others; of a guest, one in the host
     * and one in the home. The same within a minute is one.
     *
     * @throws AuditFailedException if one cannot be made; those before it are there then
     */
    @Override
    public void begins(Scope scope) {
        switch (scope) {
            case Scope.Tenants several -> begins(several);
            case Scope.Guest guest -> {
                enters(guest, guest.host(), "guest.from", guest.home());
                enters(guest, guest.home(), "guest.at", guest.host());
            }
            case Scope.Tenant _, Scope.Identity _, Scope.Global _, Scope.Maintenance _ -> {}
        }
    }

    private void enters(Scope.Guest guest, TenantId whose, String what, TenantId other) {
        crosses(
                Scope.Tenant.of(whose).as(guest.principal()),
                connection -> call(connection, crossed, what, cut(other.text())));
    }

    private void begins(Scope.Tenants scope) {
        List<TenantId> tenants =
                scope.tenants().stream()
                        .sorted((one, other) -> one.text().compareTo(other.text()))
                        .toList();
        for (TenantId tenant : tenants) {
            Scope.Tenant one = Scope.Tenant.of(tenant);
            String what = tenant.equals(scope.named()) ? "several.named" : "several";
            Object[] others =
                    tenants.stream()
                            .filter(other -> !other.equals(tenant))
                            .map(TenantId::text)
                            .toArray();
            crosses(
                    scope.principal() == null ? one : one.as(scope.principal()),
                    connection ->
                            call(
                                    connection,
                                    several,
                                    what,
                                    connection.createArrayOf("text", others)));
        }
    }

    private void crosses(Scope.Tenant whose, Apart.Work work) {
        try {
            apart.call(entering.apply(whose), work);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notDone(e);
        } catch (SQLException | TimeoutException e) {
            throw notDone(e);
        }
    }

    private static AuditFailedException notDone(Exception cause) {
        return new AuditFailedException(
                "Nothing of another tenant is read, since that could not be put on record", cause);
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(text.length(), LONGEST_OBJECT));
    }

    private static void call(Connection connection, String sql, Object... arguments)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            statement.execute();
        }
    }
}
