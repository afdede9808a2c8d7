package dev.bailiwick.postgres;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;

import java.util.List;
import java.util.function.Supplier;

/** The time limit of maintenance, after which PostgreSQL itself ends the transaction. */
final class MaintenanceContext implements Context {

    private static final String SQL =
            "select ''::text, set_config('statement_timeout', ?, true),"
                    + " set_config('transaction_timeout', ?, true)";

    private final MaintenanceAudit audit;

    MaintenanceContext(MaintenanceAudit audit) {
        this.audit = audit;
    }

    @Override
    public Scope admit(Supplier<String> what) {
        Scope scope = Scopes.current().orElseThrow(() -> ScopeRequiredException.none(what.get()));
        if (scope instanceof Scope.Maintenance) {
            return scope;
        }
        throw ScopeRequiredException.wrongKind(what.get(), scope);
    }

    @Override
    public void begins(Scope scope) {
        audit.transactionBegins((Scope.Maintenance) scope);
    }

    @Override
    public String sql() {
        return SQL;
    }

    @Override
    public List<String> values(Scope scope) {
        // PostgreSQL counts in an int of milliseconds, and zero means no limit
        long millis = ((Scope.Maintenance) scope).limit().toMillis();
        String limit = Long.toString(Math.clamp(millis, 1, Integer.MAX_VALUE));
        return List.of(limit, limit);
    }
}
