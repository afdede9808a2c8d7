package dev.bailiwick.testbed;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

/** Runs one statement and says what it brought. */
public final class Sql {

    /** Row-level security refused a row. */
    public static final String REFUSED = "42501";

    private Sql() {}

    /** The first column, in autocommit, on a connection of its own. */
    public static List<String> list(
            DataSource source, Scope scope, String sql, @Nullable Object... parameters)
            throws SQLException {
        return Scopes.call(
                scope,
                () -> {
                    try (Connection connection = source.getConnection()) {
                        return list(connection, sql, parameters);
                    }
                });
    }

    /** The number of rows changed, in autocommit, on a connection of its own. */
    public static int update(
            DataSource source, Scope scope, String sql, @Nullable Object... parameters)
            throws SQLException {
        return Scopes.call(
                scope,
                () -> {
                    try (Connection connection = source.getConnection()) {
                        return update(connection, sql, parameters);
                    }
                });
    }

    /** Whatever it brings, in autocommit, on a connection of its own. */
    public static void execute(DataSource source, Scope scope, String sql) throws SQLException {
        Scopes.call(
                scope,
                () -> {
                    try (Connection connection = source.getConnection()) {
                        execute(connection, sql);
                    }
                    return sql;
                });
    }

    public static List<String> list(
            Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, parameters);
                ResultSet result = statement.executeQuery()) {
            return rest(result);
        }
    }

    public static int update(Connection connection, String sql, @Nullable Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    public static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    public static List<String> rest(ResultSet result) throws SQLException {
        List<String> values = new ArrayList<>();
        while (result.next()) {
            values.add(result.getString(1));
        }
        return values;
    }

    /** The SQLSTATE that the work ends with; blank if it does not fail. */
    public static String stateOf(Work work) {
        try {
            work.run();
            return "";
        } catch (SQLException failure) {
            return failure.getSQLState();
        }
    }

    private static PreparedStatement prepared(
            Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    /** Something that may fail. */
    @FunctionalInterface
    public interface Work {

        void run() throws SQLException;
    }
}
