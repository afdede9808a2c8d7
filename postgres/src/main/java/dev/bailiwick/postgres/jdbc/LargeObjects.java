package dev.bailiwick.postgres.jdbc;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Method;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Types;

/** PostgreSQL's large objects belong to a role and to no tenant, so they are refused. */
final class LargeObjects {

    private LargeObjects() {}

    static SQLException refusal() {
        return new SQLFeatureNotSupportedException(
                "Large objects stand outside row-level security; use bytea or text instead of a"
                        + " Blob or Clob",
                "0A000");
    }

    /** Throws if a setter would write one: the driver does so before it sends the statement. */
    static void refuse(Method method, @Nullable Object[] args) throws SQLException {
        String name = method.getName();
        boolean setter = name.startsWith("set") || name.startsWith("update");
        if (setter && (name.endsWith("lob") || isLargeObject(args))) {
            throw refusal();
        }
    }

    private static boolean isLargeObject(@Nullable Object[] args) {
        if (args.length < 2) {
            return false;
        }
        Object value = args[1];
        return value instanceof Blob
                || value instanceof Clob
                || (args.length > 2 && value != null && isLargeObjectType(args[2]));
    }

    private static boolean isLargeObjectType(@Nullable Object type) {
        return type instanceof Integer number
                && (number == Types.BLOB || number == Types.CLOB || number == Types.NCLOB);
    }
}
