package dev.bailiwick.postgres.catalogue;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A name in its two forms.
 *
 * @param label as declarations and messages have it
 * @param sql as a statement has it: with its schema, and quoted where it must be
 */
public record Named(String label, String sql) {

    /** From two columns that follow each other. */
    static Named of(ResultSet row, int column) throws SQLException {
        return new Named(row.getString(column), row.getString(column + 1));
    }
}
