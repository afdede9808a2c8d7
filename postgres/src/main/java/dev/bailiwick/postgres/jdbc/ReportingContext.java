package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.postgres.replica.LogPosition;

import org.postgresql.core.BaseConnection;

import java.sql.SQLException;
import java.util.function.Consumer;

/** Another context, whose transactions tell how far the log was when they had written. */
final class ReportingContext extends ForwardingContext {

    private final Consumer<LogPosition> listener;

    ReportingContext(Context other, Consumer<LogPosition> listener) {
        super(other);
        this.listener = listener;
    }

    @Override
    public Context withoutEpochs() {
        return new ReportingContext(other.withoutEpochs(), listener);
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
}
