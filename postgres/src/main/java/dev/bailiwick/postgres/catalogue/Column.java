package dev.bailiwick.postgres.catalogue;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A column of a table or view.
 *
 * @param table by its label
 * @param kind of the table, as in pg_class
 * @param type as in pg_type
 */
public record Column(String table, String kind, String name, String type, boolean notNull) {

    static final String SQL =
            """
            select prefix || relname, relkind, attname, typname, attnotnull
            from pg_catalog.pg_attribute join pg_catalog.pg_class on pg_class.oid = attrelid
            join inside on inside.oid = relnamespace join pg_catalog.pg_type on pg_type.oid = atttypid
            where relkind in ('r', 'p', 'f', 'v', 'm') and not relispartition and attnum > 0 and not attisdropped
            """;

    static Column of(ResultSet row) throws SQLException {
        return new Column(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getBoolean(5));
    }
}
