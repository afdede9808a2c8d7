package dev.bailiwick.postgres.replica;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A statement that goes where its connection goes: where a transaction begins on another server
 * than the one that the statement was made on, it is made there once more, with what was set.
 */
final class RoutedStatement implements InvocationHandler {

    private static final Object[] NONE = {};

    private final RoutedConnection connection;
    private final Connection proxy;
    private final Method making;
    private final @Nullable Object[] arguments;

    /** In another one it is not made anew: the statement there is refuses it. */
    private final Optional<Scope> scope = Scopes.current();

    private Chosen on;
    private Object made;

    /** By what is set, in the order in which it was set first. */
    private final Map<Object, Setting> settings = new LinkedHashMap<>();

    private boolean batched;
    private boolean closed;

    RoutedStatement(
            RoutedConnection connection,
            Connection proxy,
            Method making,
            @Nullable Object[] arguments)
            throws Throwable {
        this.connection = connection;
        this.proxy = proxy;
        this.making = making;
        this.arguments = arguments.clone();
        this.on = connection.beginning();
        this.made = made(on);
    }

    private Object made(Chosen server) throws Throwable {
        Object statement = server.forward(server.connection(), making, arguments);
        if (statement == null) {
            throw new SQLException("The driver made no statement");
        }
        return statement;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself alone
    public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] given)
            throws Throwable {
        @Nullable Object[] args = given == null ? NONE : given;
        String name = method.getName();
        return switch (name) {
            case "getConnection" -> proxy;
            case "equals" -> self == args[0];
            case "hashCode" -> System.identityHashCode(self);
            case "toString" -> made.toString();
            case "isWrapperFor" -> args[0] instanceof Class<?> type && type.isInstance(self);
            case "unwrap" -> RoutedConnection.unwrap(self, args[0]);
            default -> {
                if (isSent(name) && !closed && Scopes.current().equals(scope)) {
                    goAlong();
                }
                Object result = on.forward(made, method, args);
                remember(name, method, args);
                yield result;
            }
        };
    }

    /** Whether the server is asked, so that a transaction goes on or begins. */
    private static boolean isSent(String name) {
        return name.startsWith("execute")
                || name.equals("getMetaData")
                || name.equals("getParameterMetaData");
    }

    private void goAlong() throws Throwable {
        Chosen now = connection.beginning();
        if (now.connection().equals(on.connection())) {
            return;
        }
        if (batched) {
            throw new SQLException(
                    "The batch was collected for another server: collect it in the transaction"
                            + " that runs it",
                    "25000");
        }
        Object anew = configured(now);
        Object before = made;
        made = anew;
        on = now;
        try {
            ((Statement) before).close();
        } catch (SQLException gone) {
            // with its server; nobody asks it any more
        }
    }

    /** With all that was set, or none: one that took only a part would do something else. */
    private Object configured(Chosen server) throws Throwable {
        Object anew = made(server);
        try {
            for (Setting setting : settings.values()) {
                server.forward(anew, setting.method, setting.args.toArray());
            }
            return anew;
        } catch (SQLException | RuntimeException failure) {
            try {
                ((Statement) anew).close();
            } catch (SQLException more) {
                failure.addSuppressed(more);
            }
            throw failure;
        }
    }

    private void remember(String name, Method method, @Nullable Object[] args) {
        switch (name) {
            case "close" -> closed = true;
            case "addBatch" -> batched = true;
            case "clearBatch", "executeBatch", "executeLargeBatch" -> batched = false;
            case "clearParameters" -> settings.keySet().removeIf(Parameter.class::isInstance);
            default -> {
                if (name.startsWith("set") || name.equals("registerOutParameter")) {
                    // one argument is the statement's own, the first of several names a parameter
                    Object key = args.length > 1 ? new Parameter(name.charAt(0), args[0]) : name;
                    settings.put(key, new Setting(method, Arrays.asList(args.clone())));
                }
            }
        }
    }

    /**
     * @param kind an out-parameter may be set as well
     */
    private record Parameter(char kind, @Nullable Object place) {}

    private record Setting(Method method, List<@Nullable Object> args) {}
}
