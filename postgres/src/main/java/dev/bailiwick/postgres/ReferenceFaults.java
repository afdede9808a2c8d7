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

/** Foreign keys that lead to another tenant's row, past the policies, and links without one. */
final class ReferenceFaults {

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
        for (Table table : wall.tables()) {
            faults.addAll(missing(table, keys));
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
