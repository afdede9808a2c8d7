package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;

import org.postgresql.core.BaseConnection;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Supplier;

/** Another context, whose scopes over several tenants are put on record before they begin. */
final class CrossingContext implements Context {

    private final Context other;
    private final CrossingAudit audit;

    CrossingContext(Context other, CrossingAudit audit) {
        this.other = other;
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

    @Override
    public boolean reports() {
        return other.reports();
    }

    @Override
    public void wrote(String position) {
        other.wrote(position);
    }

    @Override
    public Scope admit(Supplier<String> what) {
        return other.admit(what);
    }

    @Override
    public boolean serves(Scope scope) {
        return other.serves(scope);
    }

    @Override
    public String sql() {
        return other.sql();
    }

    @Override
    public List<String> values(Scope scope) {
        return other.values(scope);
    }

    @Override
    public boolean stale() {
        return other.stale();
    }

    @Override
    public boolean meets() {
        return other.meets();
    }

    @Override
    public void meet(Statement statement, String begin) throws SQLException {
        other.meet(statement, begin);
    }

    @Override
    public String afterwards() {
        return other.afterwards();
    }
}
