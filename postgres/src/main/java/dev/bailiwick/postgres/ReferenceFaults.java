package dev.bailiwick.postgres;

import dev.bailiwick.core.Fault;
import dev.bailiwick.postgres.catalogue.Catalogue;
import dev.bailiwick.postgres.catalogue.ForeignKey;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Foreign keys that lead to another tenant's row, past the policies, links without one, and links
 * by what the policies cannot compare.
 */
final class ReferenceFaults {

    /**
     * Columns of a type that an extension brings, or of a domain over one: {@code =} of pg_catalog
     * compares it as another type, if at all. Arrays, enumerations and ranges ask their members'
     * own equality.
     */
    private static final String OTHER_TYPES =
            """
            select prefix || relname, attname, format_type(atttypid, null)
            from pg_catalog.pg_attribute join pg_catalog.pg_class on pg_class.oid = attrelid
            join inside on inside.oid = relnamespace
            where relkind in ('r', 'p', 'f') and attnum > 0 and not attisdropped and exists (
                with recursive based as (
                    select oid, typtype, typbasetype, typcategory, typnamespace from pg_catalog.pg_type where oid = atttypid
                    union all
                    select t.oid, t.typtype, t.typbasetype, t.typcategory, t.typnamespace
                    from pg_catalog.pg_type as t join based on t.oid = based.typbasetype)
                select from based
                where typtype = 'b' and typcategory <> 'A' and typnamespace <> 'pg_catalog'::regnamespace)
            """;

    private final Wall wall;

    ReferenceFaults(Wall wall) {
        this.wall = wall;
    }

    List<Fault> in(Catalogue catalogue) throws SQLException {
        List<ForeignKey> keys = catalogue.foreignKeys();
        List<Fault> faults = new ArrayList<>();
        for (ForeignKey key : keys) {
            fault(key, wall.byLabel().get(key.table()), wall.byLabel().get(key.parent()))
                    .ifPresent(faults::add);
        }
        List<OtherType> types =
                catalogue.inside(
                        OTHER_TYPES,
                        row -> new OtherType(row.getString(1), row.getString(2), row.getString(3)));
        for (Table table : wall.tables()) {
            faults.addAll(missing(table, keys));
            if (table instanceof TenantTable tenant) {
                faults.addAll(incomparable(tenant, types));
            }
        }
        return faults;
    }

    private record OtherType(String table, String column, String type) {

        boolean isOf(String parent, Link link) {
            return table.equals(parent) && link.parentColumns().contains(column);
        }
    }

    /** A function of the wall looks those rows up, by the operators of pg_catalog. */
    private List<Fault> incomparable(TenantTable table, List<OtherType> types) {
        List<Fault> faults = new ArrayList<>();
        for (Narrowing narrowing : table.narrowings()) {
            if (narrowing.lookup(wall, table.name()).isEmpty()) {
                continue;
            }
            Link link = narrowing.through().orElseThrow();
            String parent = wall.relation(link.parent()).label(wall.schema());
            types.stream()
                    .filter(other -> other.isOf(parent, link))
                    .map(
                            other ->
                                    Check.REFERENCE_TYPE.fault(
                                            "table " + wall.label(table),
                                            "refers to %s by %s, of the type %s, which is none of"
                                                    + " PostgreSQL's own",
                                            parent,
                                            other.column(),
                                            other.type()))
                    .forEach(faults::add);
        }
        return faults;
    }

    private Optional<Fault> fault(ForeignKey key, @Nullable Table table, @Nullable Table parent) {
        if (table == null || parent == null || parent instanceof GlobalTable) {
            return Optional.empty();
        }
        return switch (table) {
            case GlobalTable _ -> ofGlobal(key, parent);
            case TenantTable tenant -> ofTenant(key, tenant, parent);
            case ChainedTable chained -> ofChained(key, chained, parent);
            case IdentityTable _, InternalTable _, ViewTable _ -> Optional.empty();
        };
    }

    private static Optional<Fault> ofGlobal(ForeignKey key, Table parent) {
        return switch (parent) {
            case TenantTable shared when shared.hasSharedRows() ->
                    Optional.of(
                            loose(
                                    key,
                                    "may refer to a tenant's own row in %s, not to shared ones"));
            case TenantTable _, ChainedTable _, IdentityTable _ ->
                    Optional.of(
                            Check.GLOBAL_REFERS_TO_TENANT.fault(
                                    "table " + key.table(),
                                    "is read by everybody and refers to the %s",
                                    parent));
            case GlobalTable _, InternalTable _, ViewTable _ -> Optional.empty();
        };
    }

    private static Optional<Fault> ofTenant(ForeignKey key, TenantTable table, Table parent) {
        boolean loose =
                switch (parent) {
                    case TenantTable other ->
                            !key.pairs(
                                    table.tenantColumn().orElseThrow(),
                                    other.tenantColumn().orElseThrow());
                    case ChainedTable _ -> true;
                    case IdentityTable _, GlobalTable _, InternalTable _, ViewTable _ -> false;
                };
        return loose
                ? Optional.of(loose(key, "may refer to a row of another tenant in %s"))
                : Optional.empty();
    }

    private static Fault loose(ForeignKey key, String what) {
        return Check.REFERENCE_WITHOUT_TENANT.fault(
                "table " + key.table(), "the foreign key %s " + what, key.name(), key.parent());
    }

    private Optional<Fault> ofChained(ForeignKey key, ChainedTable table, Table parent) {
        boolean known =
                !(parent instanceof TenantTable || parent instanceof ChainedTable)
                        || Set.copyOf(table.ignored()).containsAll(key.columns())
                        || table.links().stream().anyMatch(link -> covers(link, key));
        return known
                ? Optional.empty()
                : Optional.of(
                        Check.REFERENCE_UNDECLARED.fault(
                                "table " + key.table(),
                                "the foreign key %s refers to %s; declare it by and(Link.of(…)) or"
                                        + " ignoring(%s)",
                                key.name(),
                                key.parent(),
                                String.join(", ", key.columns())));
    }

    private boolean covers(Link link, ForeignKey key) {
        return wall.relation(link.parent()).label(wall.schema()).equals(key.parent())
                && Set.copyOf(link.columns()).equals(Set.copyOf(key.columns()));
    }

    private List<Fault> missing(Table table, List<ForeignKey> keys) {
        List<Fault> faults = new ArrayList<>();
        for (Link link : table.links()) {
            boolean found =
                    keys.stream()
                            .filter(key -> key.table().equals(wall.label(table)))
                            .anyMatch(key -> covers(link, key));
            if (!found) {
                faults.add(
                        Check.REFERENCE_MISSING.fault(
                                "table " + wall.label(table),
                                "has no foreign key from %s to %s",
                                String.join(", ", link.columns()),
                                link.parent()));
            }
        }
        return faults;
    }
}
