package dev.bailiwick.postgres.replica;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
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
    private final List<ReplicatedDataSource.Chosen> retired = new ArrayList<>();

    private ReplicatedDataSource.@Nullable Chosen chosen;
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
                    forward(connection(), method, args);
                }
                inTransaction &= args.length > 0;
            }
            case "abort" -> {
                closed = true;
                if (chosen != null) {
                    forward(chosen.connection(), method, args);
                }
                closeRetired();
            }
            default -> {
                return handedOut(proxy, method, args);
            }
        }
        return null;
    }

    private void setAutoCommit(boolean wanted, Method method, @Nullable Object[] args)
            throws Throwable {
        if (chosen != null) {
            forward(chosen.connection(), method, args);
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
                forward(chosen.connection(), method, args);
            }
            retire(chosen);
        }
        readOnly = wanted;
    }

    private void keep(Method method, @Nullable Object[] args) throws Throwable {
        if (chosen != null) {
            forward(chosen.connection(), method, args);
        }
        kept.put(method.getName(), new Call(method, Arrays.asList(args)));
    }

    /** The connection for a transaction that goes on or begins. */
    private Connection chosenNow() throws Throwable {
        ReplicatedDataSource.Chosen present = chosen;
        if (present != null
                && !inTransaction
                && present.node() != null
                && (present.connection().isClosed()
                        || !source.mayRead(present.node(), source.required()))) {
            retire(present);
        }
        return connection();
    }

    private Connection connection() throws Throwable {
        if (chosen == null) {
            dropLost();
            ReplicatedDataSource.Chosen made =
                    readOnly ? source.forReading(retired) : source.forWriting(retired);
            retired.remove(made);
            chosen = made;
            made.connection().setReadOnly(readOnly);
            for (Call call : kept.values()) {
                forward(made.connection(), call.method, call.args.toArray());
            }
            made.connection().setAutoCommit(autoCommit);
        }
        return chosen.connection();
    }

    /** Those that were lost are worth no more; their servers may be back. */
    private void dropLost() throws SQLException {
        for (ReplicatedDataSource.Chosen each : List.copyOf(retired)) {
            if (each.connection().isClosed()) {
                retired.remove(each);
                each.connection().close();
            }
        }
    }

    private void retire(ReplicatedDataSource.Chosen gone) {
        retired.add(gone);
        chosen = null;
    }

    private @Nullable Object close() throws SQLException {
        if (!closed) {
            closed = true;
            try {
                closeRetired();
            } finally {
                if (chosen != null) {
                    chosen.connection().close();
                }
            }
        }
        return null;
    }

    private void closeRetired() throws SQLException {
        try {
            for (ReplicatedDataSource.Chosen each : retired) {
                each.connection().close();
            }
        } finally {
            retired.clear();
        }
    }

    /** Statements and the catalogue name this connection as theirs. */
    private @Nullable Object handedOut(Connection proxy, Method method, @Nullable Object[] args)
            throws Throwable {
        Class<?> type = method.getReturnType();
        if (Statement.class.isAssignableFrom(type)) {
            return proxy(type, new RoutedStatement(this, proxy, method, args));
        }
        Object made = forward(beginning(), method, args);
        return made instanceof DatabaseMetaData catalogue
                ? proxy(DatabaseMetaData.class, new OfThis(proxy, catalogue))
                : made;
    }

    /** The connection for what is sent now, which goes on with its transaction or begins one. */
    Connection beginning() throws Throwable {
        Connection now = chosenNow();
        inTransaction |= !autoCommit;
        return now;
    }

    /** The catalogue, of this connection. */
    private final class OfThis implements InvocationHandler {

        private final Connection proxy;
        private final DatabaseMetaData catalogue;

        private OfThis(Connection proxy, DatabaseMetaData catalogue) {
            this.proxy = proxy;
            this.catalogue = catalogue;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself alone
        public @Nullable Object invoke(
                Object self, Method method, @Nullable Object @Nullable [] args) throws Throwable {
            return switch (method.getName()) {
                case "getConnection" -> proxy;
                case "equals" -> args != null && self == args[0];
                case "hashCode" -> System.identityHashCode(self);
                default -> forward(catalogue, method, args == null ? NONE : args);
            };
        }
    }

    @Nullable Object forward(Object target, Method method, @Nullable Object[] args)
            throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof SQLException failure
                    && isLoss(failure.getSQLState())
                    && chosen != null
                    && chosen.node() != null) {
                chosen.node().failed();
            }
            throw thrown.getCause();
        }
    }

    /** The connection, or the server at its other end, is gone. */
    private static boolean isLoss(@Nullable String state) {
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }

    static Object unwrap(Object proxy, @Nullable Object type) throws SQLException {
        if (type instanceof Class<?> wanted && wanted.isInstance(proxy)) {
            return proxy;
        }
        throw new SQLException("A scoped connection does not hand out what it guards: " + type);
    }

    private record Call(Method method, List<@Nullable Object> args) {}
}
