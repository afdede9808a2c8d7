package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.MaintenanceExpiredException;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The time limit of maintenance: after it nothing more is sent, and PostgreSQL itself ends what is
 * still running.
 */
final class MaintenanceContext implements Context {

    private static final String SQL =
            "select ''::text, set_config('statement_timeout', ?, true),"
                    // from 17 on; before, the limit holds for each statement alone
                    + " case when current_setting('server_version_num')::int >= 170000"
                    + " then set_config('transaction_timeout', ?, true) end";

    private final MaintenanceAudit audit;

    MaintenanceContext(MaintenanceAudit audit) {
        this.audit = audit;
    }

    @Override
    public boolean serves(Scope scope) {
        return scope instanceof Scope.Maintenance;
    }

    @Override
    public Context withoutEpochs() {
        return this;
    }

    @Override
    public Scope admit(Supplier<String> what) {
        Scope scope = Scopes.current().orElseThrow(() -> ScopeRequiredException.none(what.get()));
        if (!(scope instanceof Scope.Maintenance maintenance)) {
            throw ScopeRequiredException.wrongKind(
                    what.get(),
                    scope,
                    "This data source serves maintenance alone: enter it with"
                            + " Scopes.call(new Scope.Maintenance(reason, limit), work).");
        }
        if (left().isZero()) {
            throw new MaintenanceExpiredException(what.get(), maintenance);
        }
        return scope;
    }

    @Override
    public void begins(Scope scope) {
        Scope.Maintenance work = (Scope.Maintenance) scope;
        Scopes.once(
                this,
                entry -> {
                    MaintenanceRun run =
                            new MaintenanceRun(
                                    UUID.randomUUID(),
                                    work,
                                    entry.within(),
                                    Thread.currentThread().getName());
                    audit.begins(run);
                    long since = System.nanoTime();
                    return failure -> ends(run, since, failure);
                });
        audit.transactionBegins(work);
    }

    private void ends(MaintenanceRun run, long since, @Nullable Throwable failure) {
        audit.ends(run, Duration.ofNanos(System.nanoTime() - since), failure);
    }

    @Override
    public String sql() {
        return SQL;
    }

    @Override
    public List<String> values(Scope scope) {
        // PostgreSQL counts in an int of milliseconds, and zero means no limit
        String limit = Long.toString(Math.clamp(left().toMillis(), 1, Integer.MAX_VALUE));
        return List.of(limit, limit);
    }

    private static Duration left() {
        return Scopes.timeLeft().orElse(Duration.ZERO);
    }
}
