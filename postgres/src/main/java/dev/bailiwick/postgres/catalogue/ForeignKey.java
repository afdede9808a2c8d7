package dev.bailiwick.postgres.catalogue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * A foreign key between tables.
 *
 * @param table by its label
 * @param columns in order, each referring to its counterpart
 * @param parent by its label
 * @param ofPartition whether it was made on a partition alone, not on the table
 */
public record ForeignKey(
        String table,
        List<String> columns,
        String parent,
        List<String> parentColumns,
        String name,
        boolean ofPartition) {

    /** Those of partitions are their table's, whether made there or on the partition alone. */
    static final String SQL =
            """
            select child.prefix || c.relname,
                array(select attname::text from unnest(conkey) with ordinality as k (num, n)
                    join pg_catalog.pg_attribute on attrelid = conrelid and attnum = num order by n),
                parent.prefix || p.relname,
                array(select attname::text from unnest(confkey) with ordinality as k (num, n)
                    join pg_catalog.pg_attribute on attrelid = confrelid and attnum = num order by n),
                conname, c.oid <> conrelid
            from pg_catalog.pg_constraint
            join pg_catalog.pg_class as c on c.oid = coalesce(pg_partition_root(conrelid), conrelid)
            join inside as child on child.oid = c.relnamespace
            join pg_catalog.pg_class as p on p.oid = coalesce(pg_partition_root(confrelid), confrelid)
            join inside as parent on parent.oid = p.relnamespace
            where contype = 'f' and conparentid = 0
            order by 1, 5
            """;

    static ForeignKey of(ResultSet row) throws SQLException {
        return new ForeignKey(
                row.getString(1),
                Catalogue.texts(row, 2),
                row.getString(3),
                Catalogue.texts(row, 4),
                row.getString(5),
                row.getBoolean(6));
    }

    /** Whether {@code column} refers to {@code parentColumn}. */
    public boolean pairs(String column, String parentColumn) {
        return to(parentColumn).filter(column::equals).isPresent();
    }

    /** The column that refers to {@code parentColumn}, if one does. */
    public Optional<String> to(String parentColumn) {
        int at = parentColumns.indexOf(parentColumn);
        return at < 0 ? Optional.empty() : Optional.of(columns.get(at));
    }
}
