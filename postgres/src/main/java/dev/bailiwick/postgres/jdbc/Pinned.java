package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.Scope;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.ParameterMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;

/**
 * An array, or what describes a result or parameters: asked in the scope that it was made in, since
 * each can ask the server, or leads back to the driver's connection by way of a result of its own.
 */
final class Pinned extends Proxied {

    private final Object raw;
    private final Session session;
    private final Scope scope;

    private Pinned(Object raw, Session session, Scope scope) {
        this.raw = raw;
        this.session = session;
        this.scope = scope;
    }

    /** Whether the answer may be more than a value; told by the type, since each value asks. */
    static boolean mayLeadBack(Method method) {
        Class<?> type = method.getReturnType();
        return type == Object.class || type.isInterface();
    }

    /**
     * @param statement what {@code getStatement} of a result answers
     */
    static @Nullable Object guarded(
            @Nullable Object made, Session session, Scope scope, @Nullable Object statement)
            throws SQLException {
        return switch (made) {
            case ResultSet rows -> PinnedResult.over(rows, session, scope, statement);
            case Array array -> over(Array.class, array, session, scope);
            case ResultSetMetaData described ->
                    over(ResultSetMetaData.class, described, session, scope);
            case ParameterMetaData described ->
                    over(ParameterMetaData.class, described, session, scope);
            case Blob _, Clob _ -> throw LargeObjects.refusal();
            case null, default -> made;
        };
    }

    static Array over(Array raw, Session session, Scope scope) {
        return over(Array.class, raw, session, scope);
    }

    private static <T> T over(Class<T> type, T raw, Session session, Scope scope) {
        return proxy(type, new Pinned(raw, session, scope));
    }

    /** The driver's own array behind {@code value}, if it is one that is guarded. */
    static @Nullable Object bare(@Nullable Object value) {
        return value instanceof Array
                        && Proxy.isProxyClass(value.getClass())
                        && Proxy.getInvocationHandler(value) instanceof Pinned pinned
                ? pinned.raw
                : value;
    }

    @Override
    @Nullable Object call(Object proxy, Method method, @Nullable Object[] args) throws Throwable {
        if (method.getName().equals("free")) {
            return forward(raw, method, args);
        }
        session.use(() -> "an array or a description", scope);
        Object answer = forward(raw, method, args);
        return mayLeadBack(method) ? guarded(answer, session, scope, null) : answer;
    }

    /** As the driver's: an array is written as it is read. */
    @Override
    public String toString() {
        return raw.toString();
    }
}
