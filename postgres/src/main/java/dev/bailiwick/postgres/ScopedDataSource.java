package dev.bailiwick.postgres;

import dev.bailiwick.core.Dimension;
import dev.bailiwick.postgres.sealed.Seal;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.logging.Logger;

import javax.sql.DataSource;

/**
 * Refuses every statement outside a scope before anything is sent, and lets the scope travel in
 * front of each transaction's first statement, in the same flush.
 *
 * <p>A connection may be taken anywhere; a statement, a result and a transaction belong to the
 * scope that they were made in. {@code unwrap} does not hand out the driver's connection.
 *
 * <p>Safe for use by several threads if the pool is; a connection is not.
 */
public final class ScopedDataSource implements DataSource {

    private final DataSource pool;
    private final Context context;

    private ScopedDataSource(DataSource pool, Context context) {
        this.pool = pool;
        this.context = context;
    }

    /**
     * The application's data source, which serves {@code Scope.Tenant}, {@code Identity} and {@code
     * Global}.
     *
     * @param pool hands out connections of the PostgreSQL driver, logged in as the app role
     * @param dimensions all that the tables are narrowed by: {@link Wall#dimensions}
     */
    public static ScopedDataSource of(DataSource pool, List<Dimension<?>> dimensions) {
        return new ScopedDataSource(pool, new ScopeContext(dimensions));
    }

    /** As {@link #of(DataSource, List)}, with the dimensions, settings and key types of a wall. */
    public static ScopedDataSource of(DataSource pool, Wall wall) {
        return new ScopedDataSource(pool, new ScopeContext(wall.dimensions(), wall.dialect()));
    }

    /**
     * As {@link #of(DataSource, Wall)}, for a database whose functions are sealed: SQL that the app
     * role is made to run cannot enter another scope.
     *
     * <p>Each connection to the server is asked once which process serves it; with a pooled seal,
     * each transaction, in a round trip of its own.
     */
    public static ScopedDataSource sealed(DataSource pool, Wall wall, Seal seal) {
        ScopeContext plain = new ScopeContext(wall.dimensions(), wall.dialect());
        return new ScopedDataSource(pool, SealedContext.of(plain, seal));
    }

    /**
     * The data source of named work across tenants, which serves {@code Scope.Maintenance} alone;
     * PostgreSQL ends a transaction that takes longer than the scope's limit.
     *
     * @param pool a small one of its own, logged in as the maintenance role
     */
    public static ScopedDataSource maintenance(DataSource pool, MaintenanceAudit audit) {
        return new ScopedDataSource(pool, new MaintenanceContext(audit));
    }

    DataSource pool() {
        return pool;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return ScopedConnection.over(pool.getConnection(), context);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLException("The user is the pool's and not the caller's to choose");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("A scoped data source does not hand out what it guards: " + type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return pool.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        pool.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        pool.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return pool.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return pool.getParentLogger();
    }
}
