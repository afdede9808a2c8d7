package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;

import org.postgresql.core.BaseConnection;

import java.sql.SQLException;

/** Another context, whose scopes over several tenants are put on record before they begin. */
final class CrossingContext extends ForwardingContext {

    private final CrossingAudit audit;

    CrossingContext(Context other, CrossingAudit audit) {
        super(other);
        this.audit = audit;
    }

    @Override
    public void begins(Scope scope) {
        if (scope instanceof Scope.Tenants several) {
            Scopes.once(
                    audit,
                    entry -> {
                        audit.begins(several);
                        return failure -> {};
                    });
        }
        other.begins(scope);
    }

    @Override
    public Context on(BaseConnection connection) throws SQLException {
        return new CrossingContext(other.on(connection), audit);
    }
}
