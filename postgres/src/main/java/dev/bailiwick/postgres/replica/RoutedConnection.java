package dev.bailiwick.postgres.replica;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A connection that is made when it is first needed, since it must be known by then whether it is
 * for reading alone. What is set before that, and stays when the server changes, is kept.
 */
final class RoutedConnection implements InvocationHandler {

    private static final Object[] NONE = {};

    private final ReplicatedDataSource source;

    /** Setters by name, in the order of their first call, with the last arguments. */
    private final Map<String, Call> kept = new LinkedHashMap<>();

    /**
     * Of servers that are not used now, one of each: what was read there may still be open, and
     * whoever goes back and forth takes no more connections out of a pool than one.
     */
    private final List<Chosen> retired = new ArrayList<>();

    private @Nullable Chosen chosen;
    private boolean autoCommit = true;
    private boolean readOnly;
    private boolean inTransaction;
    private boolean closed;

    private RoutedConnection(ReplicatedDataSource source) {
        this.source = source;
    }

    static Connection of(ReplicatedDataSource source) {
        return proxy(Connection.class, new RoutedConnection(source));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(
                        RoutedConnection.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself alone
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args)
            throws Throwable {
        @Nullable Object[] given = args == null ? NONE : args;
        return switch (method.getName()) {
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == given[0];
            case "toString" -> "routed " + (chosen == null ? "nowhere yet" : chosen.connection());
            case "isWrapperFor" -> given[0] instanceof Class<?> type && type.isInstance(proxy);
            case "unwrap" -> unwrap(proxy, given[0]);
            case "isClosed" -> closed;
            case "close" -> close();
            default -> {
                if (closed) {
                    throw new SQLException("This connection has been closed.", "08003");
                }
                yield call((Connection) proxy, method, given);
            }
        };
    }

    private @Nullable Object call(Connection proxy, Method method, @Nullable Object[] args)
            throws Throwable {
        switch (method.getName()) {
            case "getAutoCommit" -> {
                return autoCommit;
            }
            case "isReadOnly" -> {
                return readOnly;
            }
            case "setAutoCommit" -> setAutoCommit(Boolean.TRUE.equals(args[0]), method, args);
            case "setReadOnly" -> setReadOnly(Boolean.TRUE.equals(args[0]), method, args);
            case "setTransactionIsolation",
                    "setNetworkTimeout",
                    "setHoldability",
                    "setClientInfo" ->
                    keep(method, args);
            case "commit", "rollback" -> {
                if (chosen != null || autoCommit) {
                    sent(connection(), method, args);
                }
                inTransaction &= args.length > 0;
            }
            case "abort" -> abort(method, args);
            default -> {
                return handedOut(proxy, method, args);
            }
        }
        return null;
    }

    private void setAutoCommit(boolean wanted, Method method, @Nullable Object[] args)
            throws Throwable {
        if (chosen != null) {
            sent(chosen, method, args);
        }
        if (wanted != autoCommit) {
            inTransaction = false;
        }
        autoCommit = wanted;
    }

    /** The driver refuses it in the middle of a transaction; otherwise the server may change. */
    private void setReadOnly(boolean wanted, Method method, @Nullable Object[] args)
            throws Throwable {
        if (chosen != null && wanted != readOnly) {
            if (inTransaction || !chosen.connection().isClosed()) {
                sent(chosen, method, args);
            }
            retire(chosen);
        }
        readOnly = wanted;
    }

    private void keep(Method method, @Nullable Object[] args) throws Throwable {
        if (chosen != null) {
            sent(chosen, method, args);
        }
        kept.put(method.getName(), new Call(method, Arrays.asList(args)));
    }

    private static @Nullable Object sent(Chosen to, Method method, @Nullable Object[] args)
            throws Throwable {
        return to.forward(to.connection(), method, args);
    }

    /** The connection for a transaction that goes on or begins. */
    private Chosen chosenNow() throws Throwable {
        Chosen present = chosen;
        if (present != null
                && !inTransaction
                && present.node() != null
                && (present.connection().isClosed()
                        || !source.mayRead(present.node(), source.required()))) {
            retire(present);
        }
        return connection();
    }

    private Chosen connection() throws Throwable {
        if (chosen == null) {
            dropLost();
            Chosen made = readOnly ? source.forReading(retired) : source.forWriting(retired);
            retired.remove(made);
            configure(made);
            chosen = made;
        }
        return chosen;
    }

    /** Nothing is sent on a connection that did not take all that was set: it is given back. */
    private void configure(Chosen made) throws Throwable {
        try {
            made.connection().setReadOnly(readOnly);
            for (Call call : kept.values()) {
                sent(made, call.method, call.args.toArray());
            }
            made.connection().setAutoCommit(autoCommit);
        } catch (SQLException | RuntimeException failure) {
            try {
                made.connection().close();
            } catch (SQLException more) {
                failure.addSuppressed(more);
            }
            throw failure;
        }
    }

    /** Those that were lost are worth no more; their servers may be back. */
    private void dropLost() throws SQLException {
        for (Chosen each : List.copyOf(retired)) {
            if (each.connection().isClosed()) {
                retired.remove(each);
                try {
                    each.connection().close();
                } catch (SQLException lost) {
                    // as is known; the caller's statement has nothing to do with it
                }
            }
        }
    }

    private void retire(Chosen gone) {
        retired.add(gone);
        chosen = null;
    }

    /**
     * Whoever aborts is another than who works with it: as with a pool's own connection, that one
     * gives it back by {@code close}.
     */
    private void abort(Method method, @Nullable Object[] args) throws Throwable {
        closed = true;
        try {
            if (chosen != null) {
                sent(chosen, method, args);
            }
        } finally {
            closeRetired();
        }
    }

    private @Nullable Object close() throws SQLException {
        boolean aborted = closed;
        closed = true;
        if (chosen != null) {
            retire(chosen);
        }
        try {
            closeRetired();
        } catch (SQLException failure) {
            // what was aborted is given back, though it says that it is gone
            if (!aborted) {
                throw failure;
            }
        }
        return null;
    }

    private void closeRetired() throws SQLException {
        List<Chosen> all = List.copyOf(retired);
        retired.clear();
        Chosen.closeAll(all);
    }

    /** Statements and the catalogue name this connection as theirs. */
    private @Nullable Object handedOut(Connection proxy, Method method, @Nullable Object[] args)
            throws Throwable {
        Class<?> type = method.getReturnType();
        if (Statement.class.isAssignableFrom(type)) {
            return proxy(type, new RoutedStatement(this, proxy, method, args));
        }
        Chosen now = beginning();
        Object made = sent(now, method, args);
        return made instanceof DatabaseMetaData catalogue
                ? proxy(DatabaseMetaData.class, new OfThis(proxy, now, catalogue))
                : made;
    }

    /** The connection for what is sent now, which goes on with its transaction or begins one. */
    Chosen beginning() throws Throwable {
        Chosen now = chosenNow();
        inTransaction |= !autoCommit;
        return now;
    }

    /** The catalogue, of this connection. */
    private record OfThis(Connection proxy, Chosen on, DatabaseMetaData catalogue)
            implements InvocationHandler {

        @Override
        @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself alone
        public @Nullable Object invoke(
                Object self, Method method, @Nullable Object @Nullable [] args) throws Throwable {
            return switch (method.getName()) {
                case "getConnection" -> proxy;
                case "equals" -> args != null && self == args[0];
                case "hashCode" -> System.identityHashCode(self);
                default -> on.forward(catalogue, method, args == null ? NONE : args);
            };
        }
    }

    static Object unwrap(Object proxy, @Nullable Object type) throws SQLException {
        if (type instanceof Class<?> wanted && wanted.isInstance(proxy)) {
            return proxy;
        }
        throw new SQLException("A scoped connection does not hand out what it guards: " + type);
    }

    private record Call(Method method, List<@Nullable Object> args) {}
}
