package dev.bailiwick.postgres.replica;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * A connection, and the server at its other end.
 *
 * @param node null for the primary
 */
record Chosen(Connection connection, @Nullable Node node) {

    /**
     * Calls what was made here; a replica that is lost in it is not used until it is looked at.
     *
     * @param target the connection itself, or something that was made on it
     */
    @Nullable Object forward(Object target, Method method, @Nullable Object[] args)
            throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException thrown) {
            if (node != null
                    && thrown.getCause() instanceof SQLException failure
                    && isLoss(failure.getSQLState())) {
                node.failed();
            }
            throw thrown.getCause();
        }
    }

    /** The connection, or the server at its other end, is gone. */
    private static boolean isLoss(@Nullable String state) {
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }

    /** Gives all of them back, whichever of them fails. */
    static void closeAll(List<Chosen> all) throws SQLException {
        SQLException first = null;
        for (Chosen each : all) {
            try {
                each.connection().close();
            } catch (SQLException failure) {
                if (first == null) {
                    first = failure;
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
