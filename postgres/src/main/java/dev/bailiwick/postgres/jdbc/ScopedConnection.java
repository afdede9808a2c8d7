package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.Scope;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Method;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Savepoint;
import java.sql.Statement;

/** A connection whose statements, results and transactions belong to scopes. */
final class ScopedConnection extends Proxied {

    private final Session session;

    private ScopedConnection(Session session) {
        this.session = session;
    }

    /**
     * @param raw closed when this cannot be guarded
     */
    static Connection over(Connection raw, Context context) throws SQLException {
        boolean guarded = false;
        try {
            Connection connection =
                    proxy(Connection.class, new ScopedConnection(new Session(raw, context)));
            guarded = true;
            return connection;
        } finally {
            if (!guarded) {
                raw.close();
            }
        }
    }

    @Override
    @Nullable Object call(Object proxy, Method method, @Nullable Object[] args) throws Throwable {
        Connection connection = (Connection) proxy;
        return switch (method.getName()) {
            case "createStatement" -> statement(connection, method, args);
            case "prepareStatement" -> prepared(connection, method, args);
            case "prepareCall" -> callable(connection, method, args);
            case "getMetaData" ->
                    proxy(
                            DatabaseMetaData.class,
                            new PinnedCatalogue(session, connection, session.raw().getMetaData()));
            case "commit", "rollback", "setAutoCommit", "close", "abort", "setSavepoint" ->
                    transaction(method, args);
            case "setHoldability" -> {
                refuseHoldable((int) given(args, 0));
                yield forward(session.raw(), method, args);
            }
            case "setSchema", "setCatalog" ->
                    throw new SQLFeatureNotSupportedException(
                            "Schema and catalogue are those of the role", "0A000");
            case "createArrayOf" -> {
                Scope scope = session.use(() -> "making an array");
                yield Pinned.over((Array) made(session.raw(), method, args), session, scope);
            }
            default -> forward(session.raw(), method, args);
        };
    }

    @Override
    @Nullable Object offered(Object proxy, Class<?> type) {
        return type == CopyOut.class ? new CopyOut(session) : super.offered(proxy, type);
    }

    private @Nullable Object transaction(Method method, @Nullable Object[] args) throws Throwable {
        switch (method.getName()) {
            case "commit" -> session.commit();
            case "rollback" -> {
                if (args.length == 0) {
                    session.rollback();
                } else {
                    session.rollback((Savepoint) given(args, 0));
                }
            }
            case "setAutoCommit" -> session.setAutoCommit((boolean) given(args, 0));
            case "close" -> session.close();
            case "abort" -> {
                forward(session.raw(), method, args);
                session.ended();
            }
            default -> {
                session.begins(session.use(() -> "a savepoint"));
                return forward(session.raw(), method, args);
            }
        }
        return null;
    }

    private Statement statement(Connection proxy, Method method, @Nullable Object[] args)
            throws Throwable {
        Scope scope = session.use(() -> "making a statement");
        refuseHoldable(args, 2);
        Statement raw = (Statement) made(session.raw(), method, args);
        return proxy(Statement.class, new PinnedStatement(session, scope, proxy, raw, ""));
    }

    private PreparedStatement prepared(Connection proxy, Method method, @Nullable Object[] args)
            throws Throwable {
        String sql = (String) given(args, 0);
        Scope scope = session.use(() -> Text.named(sql));
        refuseHoldable(args, 3);
        if (bringsKeys(args)) {
            PreparedStatement raw = (PreparedStatement) made(session.raw(), method, args);
            return proxy(
                    PreparedStatement.class, new PinnedStatement(session, scope, proxy, raw, sql));
        }
        PinnedPrepared.Preparing preparing =
                text -> {
                    @Nullable Object[] given = args.clone();
                    given[0] = text;
                    return (PreparedStatement) made(session.raw(), method, given);
                };
        return proxy(
                PreparedStatement.class, new PinnedPrepared(session, scope, proxy, sql, preparing));
    }

    private CallableStatement callable(Connection proxy, Method method, @Nullable Object[] args)
            throws Throwable {
        String sql = (String) given(args, 0);
        Scope scope = session.use(() -> Text.named(sql));
        refuseHoldable(args, 3);
        CallableStatement raw = (CallableStatement) made(session.raw(), method, args);
        return proxy(CallableStatement.class, new PinnedStatement(session, scope, proxy, raw, sql));
    }

    /** Keys are asked for by a number, column numbers or column names after the text. */
    private static boolean bringsKeys(@Nullable Object[] args) {
        return args.length == 2 && !Integer.valueOf(Statement.NO_GENERATED_KEYS).equals(args[1]);
    }

    private static void refuseHoldable(@Nullable Object[] args, int index) throws SQLException {
        if (args.length > index) {
            refuseHoldable((int) given(args, index));
        }
    }

    private static void refuseHoldable(int holdability) throws SQLException {
        if (holdability == ResultSet.HOLD_CURSORS_OVER_COMMIT) {
            throw new SQLFeatureNotSupportedException(
                    "A cursor that outlives its transaction would carry rows into another scope",
                    "0A000");
        }
    }

    @Override
    public String toString() {
        return "scoped " + session.raw();
    }
}
