package dev.bailiwick.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Asks the system catalogue, which knows no tenants; no row of a table is touched. */
final class Catalogue {

    private static final String INSIDE =
            """
            with inside as (
                select oid, case nspname when ? then '' else nspname || '.' end as prefix
                from pg_catalog.pg_namespace where nspname = any (?))
            """;

    private final Connection connection;

    Catalogue(Connection connection) {
        this.connection = connection;
    }

    /** One value for each row. */
    <T> List<T> list(String sql, Row<T> row, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                if (parameters[i] instanceof List<?> names) {
                    Array array = connection.createArrayOf("text", names.toArray());
                    statement.setArray(i + 1, array);
                } else {
                    statement.setObject(i + 1, parameters[i]);
                }
            }
            List<T> values = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    values.add(row.of(result));
                }
            }
            return values;
        }
    }

    /**
     * Asks about the schemas of a wall: {@code inside} in the statement holds their oids, and the
     * prefix under which the wall knows what is in them.
     */
    <T> List<T> inside(Wall wall, String sql, Row<T> row, Object... parameters)
            throws SQLException {
        List<Object> all = new ArrayList<>(List.of(wall.schema(), wall.schemas()));
        all.addAll(List.of(parameters));
        return list(INSIDE + sql, row, all.toArray());
    }

    /** The first column, as text. */
    List<String> texts(String sql, Object... parameters) throws SQLException {
        return list(sql, result -> result.getString(1), parameters);
    }

    /** A column of the type {@code text[]}. */
    static List<String> texts(ResultSet row, int column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    /** Reads one row. */
    @FunctionalInterface
    interface Row<T> {

        T of(ResultSet result) throws SQLException;
    }
}
