package dev.bailiwick.postgres.plan;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Asks the system catalogue. */
final class Query {

    private final Connection connection;

    Query(Connection connection) {
        this.connection = connection;
    }

    /** One value for each row. */
    <T> List<T> list(String sql, Row<T> row, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                if (parameters[i] instanceof List<?> names) {
                    statement.setArray(i + 1, connection.createArrayOf("text", names.toArray()));
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

    /** Reads one row. */
    @FunctionalInterface
    interface Row<T> {

        T of(ResultSet result) throws SQLException;
    }
}
