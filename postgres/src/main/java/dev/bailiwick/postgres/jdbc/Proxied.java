package dev.bailiwick.postgres.jdbc;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLException;

/**
 * Stands in front of a JDBC object. By proxy rather than by hand: the interfaces have some six
 * hundred methods, of which a few dozen need thought, and every other must do one and the same.
 */
abstract class Proxied implements InvocationHandler {

    private static final Object[] NONE = {};

    static <T> T proxy(Class<T> type, Proxied handler) {
        return type.cast(
                Proxy.newProxyInstance(
                        Proxied.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself alone
    public final @Nullable Object invoke(
            Object proxy, Method method, @Nullable Object @Nullable [] args) throws Throwable {
        @Nullable Object[] given = args == null ? NONE : args;
        return switch (method.getName()) {
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == given[0];
            case "toString" -> toString();
            case "isWrapperFor" -> offered(proxy, (Class<?>) given(given, 0)) != null;
            case "unwrap" -> unwrap(proxy, (Class<?>) given(given, 0));
            default -> call(proxy, method, given);
        };
    }

    abstract @Nullable Object call(Object proxy, Method method, @Nullable Object[] args)
            throws Throwable;

    static @Nullable Object forward(Object target, Method method, @Nullable Object[] args)
            throws Throwable {
        try {
            return method.invoke(target, bare(args));
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    /** As {@link #forward}, for methods that never answer null. */
    static Object made(Object target, Method method, @Nullable Object[] args) throws Throwable {
        Object result = forward(target, method, args);
        if (result == null) {
            throw new SQLException("The driver answered nothing to " + method.getName());
        }
        return result;
    }

    /** An argument that JDBC does not let be null. */
    static Object given(@Nullable Object[] args, int index) throws SQLException {
        Object value = args[index];
        if (value == null) {
            throw new SQLException("Argument " + (index + 1) + " is null");
        }
        return value;
    }

    /** The driver reads faster what is its own. No method has two arrays. */
    @SuppressWarnings("ReferenceEquality") // whether it was changed
    private static @Nullable Object[] bare(@Nullable Object[] args) {
        for (int i = 0; i < args.length; i++) {
            Object bare = Pinned.bare(args[i]);
            if (bare != args[i]) {
                @Nullable Object[] changed = args.clone();
                changed[i] = bare;
                return changed;
            }
        }
        return args;
    }

    private Object unwrap(Object proxy, Class<?> type) throws SQLException {
        Object offered = offered(proxy, type);
        if (offered == null) {
            throw new SQLException("A scoped connection does not hand out what it guards: " + type);
        }
        return offered;
    }

    /** What is handed out as {@code type}; null if nothing is. */
    @Nullable Object offered(Object proxy, Class<?> type) {
        return type.isInstance(proxy) ? proxy : null;
    }
}
