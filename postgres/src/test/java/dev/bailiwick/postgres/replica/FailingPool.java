package dev.bailiwick.postgres.replica;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

/**
 * A pool whose connections and statements do what they are told, and then fail where a test says
 * so.
 */
final class FailingPool {

    private final DataSource pool;
    private final List<Connection> handedOut = new CopyOnWriteArrayList<>();
    private volatile String failing = "";
    private volatile String state = "";

    FailingPool(DataSource pool) {
        this.pool = pool;
    }

    /** From now on, in every call of one method of JDBC. */
    void fail(String method, String sqlState) {
        state = sqlState;
        failing = method;
    }

    void work() {
        failing = "";
    }

    /** Behind the back of those who have them. */
    void closeAll() throws SQLException {
        for (Connection each : handedOut) {
            each.close();
        }
    }

    DataSource pool() {
        return over(DataSource.class, pool);
    }

    private <T> T over(Class<T> type, Object target) {
        return type.cast(
                Proxy.newProxyInstance(
                        FailingPool.class.getClassLoader(),
                        new Class<?>[] {type},
                        (_, method, args) -> call(target, method, args)));
    }

    private @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] args)
            throws Throwable {
        Object result;
        try {
            result = method.invoke(target, args);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
        if (method.getName().equals(failing)) {
            throw new SQLException("the test's own failure", state);
        }
        Class<?> type = method.getReturnType();
        boolean connection = type == Connection.class && target instanceof DataSource;
        if (connection) {
            handedOut.add((Connection) result);
        }
        return connection || Statement.class.isAssignableFrom(type) ? over(type, result) : result;
    }
}
