package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.Scope;
import dev.bailiwick.postgres.replica.LogPosition;

import org.postgresql.core.BaseConnection;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Another context, whose transactions tell how far the log was when they had written. */
final class ReportingContext implements Context {

    private final Context other;
    private final Consumer<LogPosition> listener;

    ReportingContext(Context other, Consumer<LogPosition> listener) {
        this.other = other;
        this.listener = listener;
    }

    @Override
    public Context on(BaseConnection connection) throws SQLException {
        return new ReportingContext(other.on(connection), listener);
    }

    @Override
    public boolean reports() {
        return true;
    }

    @Override
    public void wrote(String position) {
        listener.accept(LogPosition.parse(position));
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
    public void begins(Scope scope) {
        other.begins(scope);
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
