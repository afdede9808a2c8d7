package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.Scope;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;

/** What the catalogue says: what it asks the server for, it asks in a scope. */
final class PinnedCatalogue extends Proxied {

    private final Session session;
    private final Connection connection;
    private final DatabaseMetaData raw;

    PinnedCatalogue(Session session, Connection connection, DatabaseMetaData raw) {
        this.session = session;
        this.connection = connection;
        this.raw = raw;
    }

    @Override
    @Nullable Object call(Object proxy, Method method, @Nullable Object[] args) throws Throwable {
        if (method.getName().equals("getConnection")) {
            return connection;
        }
        if (method.getReturnType() != ResultSet.class) {
            return forward(raw, method, args);
        }
        Scope scope = session.use(() -> "the catalogue's " + method.getName());
        ResultSet rows = session.ahead(scope, () -> (ResultSet) made(raw, method, args));
        return PinnedResult.over(rows, session, scope, null);
    }

    @Override
    public String toString() {
        return "scoped " + raw;
    }
}
