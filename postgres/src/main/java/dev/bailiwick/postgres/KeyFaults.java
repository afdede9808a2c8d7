package dev.bailiwick.postgres;

import dev.bailiwick.core.Fault;
import dev.bailiwick.postgres.catalogue.Catalogue;
import dev.bailiwick.postgres.catalogue.Column;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tenant columns that are no good, and keys that tell one tenant about another's values. */
final class KeyFaults {

    /** Columns of the key in order; an expression has no name. */
    private static final String INDEXES =
            """
            select prefix || t.relname, i.relname, indisunique or indisexclusion,
                array(select coalesce(attname::text, '') from generate_series(0, indnkeyatts - 1) as n
                    left join pg_catalog.pg_attribute on attrelid = indrelid and attnum = indkey[n] and attnum > 0
                    order by n)
            from pg_catalog.pg_index join pg_catalog.pg_class as t on t.oid = indrelid
            join pg_catalog.pg_class as i on i.oid = indexrelid
            join inside on inside.oid = t.relnamespace
            where t.relkind in ('r', 'p') and not t.relispartition and indisvalid
            """;

    private final Wall wall;

    KeyFaults(Wall wall) {
        this.wall = wall;
    }

    List<Fault> in(Catalogue catalogue) throws SQLException {
        Map<String, Map<String, Column>> columns = new HashMap<>();
        for (Column column : catalogue.columns()) {
            if (Shape.of(column.kind()) == Shape.TABLE) {
                columns.computeIfAbsent(column.table(), _ -> new HashMap<>())
                        .put(column.name(), column);
            }
        }
        Map<String, List<Index>> indexes = new HashMap<>();
        for (Index index : catalogue.inside(INDEXES, Index::of)) {
            indexes.computeIfAbsent(index.table(), _ -> new ArrayList<>()).add(index);
        }
        List<Fault> faults = new ArrayList<>();
        for (Table table : wall.tables()) {
            String label = wall.label(table);
            Map<String, Column> known = columns.get(label);
            if (known != null) {
                List<Index> keys = indexes.getOrDefault(label, List.of());
                switch (table) {
                    case TenantTable tenant -> faults.addAll(ofTenant(tenant, known, keys));
                    case ChainedTable chained -> faults.addAll(ofChained(chained, known, keys));
                    case IdentityTable _, GlobalTable _, InternalTable _, ViewTable _ -> {}
                }
            }
        }
        return faults;
    }

    private List<Fault> ofTenant(
            TenantTable table, Map<String, Column> columns, List<Index> indexes) {
        String object = "table " + wall.label(table);
        String name = table.tenantColumn().orElseThrow();
        Column column = columns.get(name);
        if (column == null) {
            return List.of(Check.TENANT_COLUMN_MISSING.fault(object, "has no column %s", name));
        }
        List<Fault> faults = new ArrayList<>();
        if (!wall.tenantKey().holds(column.type())) {
            faults.add(
                    Check.TENANT_COLUMN_TYPE.fault(
                            object,
                            "the column %s is of the type %s, not %s",
                            name,
                            column.type(),
                            wall.tenantKey().sql()));
        }
        if (!column.notNull() && !table.nullableTenant()) {
            faults.add(
                    Check.TENANT_COLUMN_NULLABLE.fault(object, "the column %s may be null", name));
        }
        if (indexes.stream().noneMatch(index -> index.columns().getFirst().equals(name))) {
            faults.add(
                    Check.TENANT_COLUMN_NOT_INDEXED.fault(object, "no index begins with %s", name));
        }
        for (Index index : indexes) {
            tells(index, columns, List.of(name)).ifPresent(faults::add);
        }
        return faults;
    }

    private static List<Fault> ofChained(
            ChainedTable table, Map<String, Column> columns, List<Index> indexes) {
        List<String> references =
                table.links().stream().flatMap(link -> link.columns().stream()).toList();
        return indexes.stream()
                .flatMap(index -> tells(index, columns, references).stream())
                .toList();
    }

    /** Nobody guesses a UUID, so that a key of nothing else tells nothing. */
    private static Optional<Fault> tells(
            Index index, Map<String, Column> columns, List<String> ofTenant) {
        boolean silent =
                !index.unique()
                        || index.columns().stream().anyMatch(ofTenant::contains)
                        || index.columns().stream().allMatch(name -> isUuid(columns.get(name)));
        return silent
                ? Optional.empty()
                : Optional.of(
                        Check.KEY_WITHOUT_TENANT.fault(
                                "table " + index.table(),
                                "the key %s holds across tenants; let it begin with %s",
                                index.name(),
                                String.join(" or ", ofTenant)));
    }

    private static boolean isUuid(@Nullable Column column) {
        return column != null && column.type().equals("uuid");
    }

    private record Index(String table, String name, boolean unique, List<String> columns) {

        private static Index of(ResultSet row) throws SQLException {
            return new Index(
                    row.getString(1), row.getString(2), row.getBoolean(3), Catalogue.texts(row, 4));
        }
    }
}
