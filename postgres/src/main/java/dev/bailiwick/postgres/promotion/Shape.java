package dev.bailiwick.postgres.promotion;

import dev.bailiwick.postgres.Link;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the catalogue says about the table and its parent.
 *
 * @param table quoted, with its schema; names of columns are not quoted
 * @param parent quoted, with its schema
 * @param link the reference that proves the tenant
 * @param key the columns of the primary key, and their types
 * @param reference the present foreign key, if there is one
 * @param referred whether another table refers to the primary key
 */
record Shape(
        String table,
        String parent,
        Link link,
        List<Typed> key,
        Optional<Reference> reference,
        boolean referred) {

    private static final String KEY =
            """
            select attname, format_type(atttypid, atttypmod), conname
            from pg_catalog.pg_constraint cross join unnest(conkey) with ordinality as k (num, n)
            join pg_catalog.pg_attribute on attrelid = conrelid and attnum = num
            where conrelid = ?::regclass and contype = 'p' order by n
            """;

    private static final String REFERENCE =
            """
            select conname, confdeltype from pg_catalog.pg_constraint
            where conrelid = ?::regclass and confrelid = ?::regclass and contype = 'f'
            and array(select attname::text from unnest(conkey) as num
                join pg_catalog.pg_attribute on attrelid = conrelid and attnum = num order by 1)
                = array(select name from unnest(?::text[]) as name order by 1)
            order by conname
            """;

    private static final String REFERRED =
            """
            select exists (select from pg_catalog.pg_constraint
                where confrelid = ?::regclass and contype = 'f')
            """;

    /**
     * @throws IllegalArgumentException if the table has no primary key
     */
    static Shape read(Connection connection, String table, String parent, Link link)
            throws SQLException {
        List<Typed> key = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(KEY)) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    key.add(new Typed(row.getString(1), row.getString(2)));
                }
            }
        }
        if (key.isEmpty()) {
            throw new IllegalArgumentException(
                    table + " has no primary key, by which its rows could be gone through");
        }
        return new Shape(
                table,
                parent,
                link,
                List.copyOf(key),
                reference(connection, table, parent, link),
                referred(connection, table));
    }

    private static Optional<Reference> reference(
            Connection connection, String table, String parent, Link link) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REFERENCE)) {
            statement.setString(1, table);
            statement.setString(2, parent);
            statement.setArray(3, connection.createArrayOf("text", link.columns().toArray()));
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Reference(row.getString(1), row.getString(2)))
                        : Optional.empty();
            }
        }
    }

    private static boolean referred(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REFERRED)) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    List<String> keyColumns() {
        return key.stream().map(Typed::name).toList();
    }

    /**
     * @param type as PostgreSQL prints it
     */
    record Typed(String name, String type) {}

    /**
     * @param onDelete as in pg_constraint
     */
    record Reference(String name, String onDelete) {

        /** What becomes of a row whose parent is deleted; the tenant column itself stays. */
        String action(List<String> columns) {
            return switch (onDelete) {
                case "c" -> " on delete cascade";
                case "r" -> " on delete restrict";
                case "n" -> " on delete set null (" + Quoted.list(columns) + ")";
                case "d" -> " on delete set default (" + Quoted.list(columns) + ")";
                default -> "";
            };
        }
    }
}
