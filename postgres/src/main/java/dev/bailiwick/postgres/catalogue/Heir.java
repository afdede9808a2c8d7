package dev.bailiwick.postgres.catalogue;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A table that inherits from another, and is no partition of it: rows of a child are rows of the
 * parent, but the parent's policies do not guard the child.
 *
 * @param table the parent, by its label
 * @param child with its schema
 */
public record Heir(String table, String child) {

    static final String SQL =
            """
            select prefix || parent.relname, child.oid::regclass::text from pg_catalog.pg_inherits
            join pg_catalog.pg_class as parent on parent.oid = inhparent
            join pg_catalog.pg_class as child on child.oid = inhrelid
            join inside on inside.oid = parent.relnamespace
            where parent.relkind = 'r' order by 1, 2
            """;

    static Heir of(ResultSet row) throws SQLException {
        return new Heir(row.getString(1), row.getString(2));
    }
}
