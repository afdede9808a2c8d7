package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;

import org.postgresql.core.BaseConnection;

import java.sql.SQLException;

/** Another context, whose scopes beyond one tenant are put on record before they begin. */
final class CrossingContext extends ForwardingContext {

    private final CrossingAudit audit;

    CrossingContext(Context other, CrossingAudit audit) {
        super(other);
        this.audit = audit;
    }

    @Override
    public void begins(Scope scope) {
        if (scope instanceof Scope.Tenants || scope instanceof Scope.Guest) {
            Scopes.once(
                    audit,
                    entry -> {
                        audit.begins(scope);
                        return failure -> {};
                    });
        }
        other.begins(scope);
    }

    @Override
    public Context withoutEpochs() {
        return new CrossingContext(other.withoutEpochs(), audit);
    }

    @Override
    public Context on(BaseConnection connection) throws SQLException {
        return new CrossingContext(other.on(connection), audit);
    }
}
