package dev.bailiwick.postgres.inference;

import dev.bailiwick.postgres.catalogue.Catalogue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads what a proposal is made from; no row of a table is touched. */
final class Reading {

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

    private final Catalogue catalogue;

    Reading(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Relations by name; tables of the first schema are named without it. */
    Map<String, Found> read() throws SQLException {
        Map<String, Found> found = new TreeMap<>();
        catalogue
                .inside(
                        RELATIONS,
                        row -> new Found(row.getString(1), row.getString(2), row.getBoolean(3)))
                .forEach(relation -> found.put(relation.name(), relation));
        catalogue
                .columns()
                .forEach(
                        column ->
                                about(found, column.table())
                                        .ifPresent(
                                                relation ->
                                                        relation.columns()
                                                                .put(column.name(), column)));
        catalogue.foreignKeys().stream()
                .filter(key -> !key.ofPartition())
                .forEach(
                        key ->
                                about(found, key.table())
                                        .ifPresent(relation -> relation.references().add(key)));
        each(found, KEYS, (relation, row) -> relation.keys().addAll(Catalogue.texts(row, 2)));
        each(found, SEQUENCES, (relation, row) -> relation.sequences().add(row.getString(2)));
        each(found, UNNUMBERED, (relation, row) -> relation.unnumbered().add(row.getString(2)));
        catalogue
                .inside(LOOSE, row -> row.getString(1))
                .forEach(sequence -> Numbering.assign(sequence, found.values()));
        catalogue
                .heirs()
                .forEach(
                        heir ->
                                about(found, heir.table())
                                        .ifPresent(relation -> relation.inheritedBy(heir.child())));
        return found;
    }

    private static Optional<Found> about(Map<String, Found> found, String table) {
        return Optional.ofNullable(found.get(table));
    }

    private void each(Map<String, Found> found, String sql, Part part) throws SQLException {
        catalogue.inside(
                sql,
                row -> {
                    Found relation = found.get(row.getString(1));
                    if (relation != null) {
                        part.add(relation, row);
                    }
                    return row.getString(1);
                });
    }

    /** Adds what one row says to its relation. */
    private interface Part {

        void add(Found relation, ResultSet row) throws SQLException;
    }
}
