package dev.bailiwick.postgres.inference;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Asks the catalogue about the relations of some schemas; no row of a table is touched. */
final class Reading {

    private static final String INSIDE =
            """
            with inside as (
                select oid, case nspname when ? then '' else nspname || '.' end as prefix
                from pg_catalog.pg_namespace where nspname = any (?))
            """;

    private static final String RELATIONS =
            """
            select prefix || relname, relkind,
                coalesce(reloptions, '{}') && '{security_invoker=true,security_invoker=on,security_invoker=1}'
            from pg_catalog.pg_class join inside on inside.oid = relnamespace
            where relkind in ('r', 'p', 'f', 'v', 'm') and not relispartition
            and not exists (
                select from pg_catalog.pg_depend
                where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype = 'e')
            """;

    private static final String COLUMNS =
            """
            select prefix || relname, attname, typname, attnotnull
            from pg_catalog.pg_attribute join pg_catalog.pg_class on pg_class.oid = attrelid
            join inside on inside.oid = relnamespace join pg_catalog.pg_type on pg_type.oid = atttypid
            where attnum > 0 and not attisdropped
            """;

    private static final String REFERENCES =
            """
            select child.prefix || c.relname,
                array(select attname::text from unnest(conkey) with ordinality as k (num, n)
                    join pg_catalog.pg_attribute on attrelid = conrelid and attnum = num order by n),
                parent.prefix || p.relname,
                array(select attname::text from unnest(confkey) with ordinality as k (num, n)
                    join pg_catalog.pg_attribute on attrelid = confrelid and attnum = num order by n)
            from pg_catalog.pg_constraint
            join pg_catalog.pg_class as c on c.oid = conrelid join inside as child on child.oid = c.relnamespace
            join pg_catalog.pg_class as p on p.oid = confrelid join inside as parent on parent.oid = p.relnamespace
            where contype = 'f' and conparentid = 0 and not c.relispartition
            order by 1, conname
            """;

    private static final String KEYS =
            """
            select prefix || relname,
                array(select attname::text from unnest(conkey) with ordinality as k (num, n)
                    join pg_catalog.pg_attribute on attrelid = conrelid and attnum = num order by n)
            from pg_catalog.pg_constraint join pg_catalog.pg_class on pg_class.oid = conrelid
            join inside on inside.oid = relnamespace where contype = 'p'
            """;

    /** Of a default that is nextval; an identity column needs no privilege. */
    private static final String SEQUENCES =
            """
            select prefix || c.relname,
                (select i.prefix || s.relname from inside as i where i.oid = s.relnamespace)
            from pg_catalog.pg_attrdef
            join pg_catalog.pg_depend on classid = 'pg_attrdef'::regclass and objid = pg_attrdef.oid
            join pg_catalog.pg_class as s on refclassid = 'pg_class'::regclass and s.oid = refobjid and s.relkind = 'S'
            join pg_catalog.pg_class as c on c.oid = adrelid join inside on inside.oid = c.relnamespace
            where s.relnamespace in (select oid from inside)
            order by 1, 2
            """;

    /** Keys that nothing numbers by itself: no default, no identity, not another table's key. */
    private static final String UNNUMBERED =
            """
            select prefix || relname, attname from pg_catalog.pg_constraint as k
            join pg_catalog.pg_class on pg_class.oid = conrelid join inside on inside.oid = relnamespace
            join pg_catalog.pg_attribute on attrelid = conrelid and attnum = any (conkey)
            where contype = 'p' and atttypid in ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)
            and not atthasdef and attidentity = '' and not exists (
                select from pg_catalog.pg_constraint as f
                where f.conrelid = k.conrelid and f.contype = 'f' and attnum = any (f.conkey))
            order by 1, 2
            """;

    /** Sequences that no default draws from, so that the application must. */
    private static final String LOOSE =
            """
            select prefix || relname from pg_catalog.pg_class join inside on inside.oid = relnamespace
            where relkind = 'S' and not exists (
                select from pg_catalog.pg_depend where classid = 'pg_class'::regclass
                and objid = pg_class.oid and deptype in ('i', 'e'))
            and not exists (
                select from pg_catalog.pg_depend
                where refclassid = 'pg_class'::regclass and refobjid = pg_class.oid and classid = 'pg_attrdef'::regclass)
            order by 1
            """;

    private static final String HEIRS =
            """
            select prefix || parent.relname, child.oid::regclass::text from pg_catalog.pg_inherits
            join pg_catalog.pg_class as parent on parent.oid = inhparent
            join pg_catalog.pg_class as child on child.oid = inhrelid
            join inside on inside.oid = parent.relnamespace where parent.relkind = 'r' order by 1, 2
            """;

    private final Connection connection;
    private final List<String> schemas;

    Reading(Connection connection, List<String> schemas) {
        this.connection = connection;
        this.schemas = schemas;
    }

    /** Relations by name; tables of the first schema are named without it. */
    Map<String, Found> read() throws SQLException {
        Map<String, Found> found = new TreeMap<>();
        each(
                RELATIONS,
                row ->
                        found.put(
                                row.getString(1),
                                new Found(row.getString(1), row.getString(2), row.getBoolean(3))));
        about(
                found,
                COLUMNS,
                (relation, row) -> {
                    String name = row.getString(2);
                    relation.columns()
                            .put(name, new Found.Column(name, row.getString(3), row.getBoolean(4)));
                });
        about(
                found,
                REFERENCES,
                (relation, row) ->
                        relation.references()
                                .add(
                                        new Found.Reference(
                                                texts(row, 2), row.getString(3), texts(row, 4))));
        about(found, KEYS, (relation, row) -> relation.keys().addAll(texts(row, 2)));
        about(found, SEQUENCES, (relation, row) -> relation.sequences().add(row.getString(2)));
        about(found, UNNUMBERED, (relation, row) -> relation.unnumbered().add(row.getString(2)));
        each(LOOSE, row -> Numbering.assign(row.getString(1), found.values()));
        about(found, HEIRS, (relation, row) -> relation.inheritedBy(row.getString(2)));
        return found;
    }

    private void about(Map<String, Found> found, String sql, Part part) throws SQLException {
        each(
                sql,
                row -> {
                    Found relation = found.get(row.getString(1));
                    if (relation != null) {
                        part.add(relation, row);
                    }
                });
    }

    private void each(String sql, Row reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSIDE + sql)) {
            statement.setString(1, schemas.getFirst());
            statement.setArray(2, connection.createArrayOf("text", schemas.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    reader.read(row);
                }
            }
        }
    }

    private static List<String> texts(ResultSet row, int column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    /** Takes what one row says. */
    private interface Row {

        void read(ResultSet row) throws SQLException;
    }

    /** Adds what one row says to its relation. */
    private interface Part {

        void add(Found relation, ResultSet row) throws SQLException;
    }
}
