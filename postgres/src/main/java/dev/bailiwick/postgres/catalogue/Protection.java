package dev.bailiwick.postgres.catalogue;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Whose a table or view is, and whether row-level security holds there.
 *
 * @param kind as in pg_class
 */
public record Protection(Named table, String kind, boolean enabled, boolean forced, String owner) {

    /** Partitions are reached through their parent, under its policies, and have no grants. */
    static final String SQL =
            """
            select prefix || relname, format('%I.%I', inside.schema, relname), relkind, relrowsecurity, relforcerowsecurity,
                pg_get_userbyid(relowner)
            from pg_catalog.pg_class join inside on inside.oid = relnamespace
            where relkind in ('r', 'p', 'f', 'v', 'm') and not relispartition
            """;

    static Protection of(ResultSet row) throws SQLException {
        return new Protection(
                Named.of(row, 1),
                row.getString(3),
                row.getBoolean(4),
                row.getBoolean(5),
                row.getString(6));
    }
}
