package dev.bailiwick.postgres;

import dev.bailiwick.core.Dimension;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a declaration must hold to, or it is refused with what to declare instead. */
final class WallRules {

    private final Wall wall;

    WallRules(Wall wall) {
        this.wall = wall;
    }

    /**
     * @throws IllegalArgumentException at the first rule that is broken
     */
    void check() {
        for (Table table : wall.tables()) {
            if (!table.worker().nothing() && wall.roles().worker().isEmpty()) {
                throw new IllegalArgumentException(table + " is for a worker, and there is none");
            }
            checkReads(table, new LinkedHashSet<>());
            if (table instanceof ChainedTable chained) {
                checkChain(chained);
            }
            if (table instanceof TenantTable tenant) {
                tenant.narrowings().forEach(narrowing -> checkThrough(tenant, narrowing));
                if (!tenant.portion().all()) {
                    checkPortion(tenant);
                }
            }
            if (wall.rendering() == Rendering.CITUS && !table.reads().isEmpty()) {
                throw new IllegalArgumentException(
                        (table instanceof TenantTable
                                        ? "%s is narrowed through another table, and Citus takes no"
                                              + " sub-select in a policy: narrow it by a column of"
                                              + " its own"
                                        : "%s is reached through another table, and Citus takes no"
                                                + " sub-select in a policy: give it a tenant column"
                                                + " of its own")
                                .formatted(table));
            }
        }
        if (wall.roles().guests().isPresent()) {
            checkGuests();
        }
        checkDimensions();
        checkShareTypes();
        wall.epochSource().ifPresent(source -> source.counters().forEach(this::checkCounter));
    }

    /** Whoever may change a row must not be able to take it, or to give it away. */
    private void checkPortion(TenantTable table) {
        Set<String> fixed = new TreeSet<>(table.portion().fixed());
        fixed.add(table.column());
        List<String> set = table.app().columns().get(Command.UPDATE);
        if (set != null && (set.isEmpty() || set.stream().anyMatch(fixed::contains))) {
            throw new IllegalArgumentException(
                    "%s: declare update(…) with the columns that may be set, without %s, by which a row would be taken or given away"
                            .formatted(table, String.join(", ", fixed)));
        }
        if (!table.portion().asksAuthority()) {
            return;
        }
        if (wall.byLabel().get(Authority.MEMBERSHIP) == null) {
            throw new IllegalArgumentException(
                    "%s is of teams, shared or of who holds a permission: add AuthoritySql.declarations() to the wall"
                            .formatted(table));
        }
        if (wall.rendering() == Rendering.CITUS || wall.roles().several().isPresent()) {
            throw new IllegalArgumentException(
                    "%s is of teams, shared or of who holds a permission, which are known of one tenant at a time and not on Citus"
                            .formatted(table));
        }
    }

    /** What a guest sees of a dimension nobody could tell. */
    private void checkGuests() {
        for (Table table : wall.tables()) {
            if (!table.guests().nothing() && !table.dimensions().isEmpty()) {
                throw new IllegalArgumentException(
                        "%s is shared and narrowed by %s, which guests do not carry: leave out one of these, or the role for guests"
                                .formatted(table, table.dimensions()));
            }
            for (String column : table.guests().columns().getOrDefault(Command.SELECT, List.of())) {
                if (!table.app().reads(column)) {
                    throw new IllegalArgumentException(
                            "%s shows guests %s, which the app role does not read"
                                    .formatted(table, column));
                }
            }
        }
        if (wall.rendering() == Rendering.CITUS) {
            throw new IllegalArgumentException("There are no guests on Citus");
        }
    }

    private void checkShareTypes() {
        Map<String, Table> byType = new TreeMap<>();
        for (Table table : wall.tables()) {
            if (table instanceof TenantTable tenant) {
                tenant.portion()
                        .type()
                        .map(type -> byType.putIfAbsent(type, tenant))
                        .ifPresent(
                                other -> {
                                    throw new IllegalArgumentException(
                                            "%s is shared by the same name as %s"
                                                    .formatted(table, other));
                                });
            }
        }
    }

    /** The function that looks into it runs as the owner. */
    private void checkCounter(EpochSource.Counter counter) {
        Table table = wall.table(counter.table()).orElse(null);
        if (table == null || (table.rowSecurity() && table.owner() == OwnerAccess.NOTHING)) {
            throw new IllegalArgumentException(
                    "The epoch is looked up in %s, which must be declared, and lookedUpByOwner() or changedByOwner()"
                            .formatted(counter.table()));
        }
    }

    /** The name is what the database knows a dimension by. */
    private void checkDimensions() {
        Map<String, Dimension<?>> byName = new TreeMap<>();
        for (Table table : wall.tables()) {
            for (Dimension<?> dimension : table.dimensions()) {
                Dimension<?> other = byName.putIfAbsent(dimension.name(), dimension);
                if (other != null && !other.equals(dimension)) {
                    throw new IllegalArgumentException(
                            "%s is narrowed by another dimension of the name %s"
                                    .formatted(table, dimension));
                }
            }
        }
        Settings settings = wall.settings();
        for (String taken : Set.of(settings.tenant(), settings.principal())) {
            if (byName.containsKey(taken)) {
                throw new IllegalArgumentException(
                        "The dimension %s has the name of the setting %s"
                                .formatted(taken, settings.named(taken)));
            }
        }
    }

    /** A policy reads another table under that one's policies: those must exist and end. */
    private void checkReads(Table table, Set<String> path) {
        String label = wall.label(table);
        if (!path.add(label)) {
            throw new IllegalArgumentException(circle(label, path));
        }
        for (Table.Read read : table.reads()) {
            String name = wall.relation(read.table()).label(wall.schema());
            Table other = wall.byLabel().get(name);
            if (other == null || !other.rowSecurity() || other instanceof GlobalTable) {
                throw new IllegalArgumentException(
                        "%s is reached through %s, which must be declared as a tenant, chained or identity table"
                                .formatted(table, name));
            }
            for (String column : read.columns()) {
                if (!other.app().reads(column)) {
                    throw new IllegalArgumentException(
                            "%s is reached through %s, which the app role may not read: declare select() there%s"
                                    .formatted(
                                            table,
                                            other,
                                            other.app().may(Command.SELECT)
                                                    ? " of the column " + column + " too"
                                                    : ""));
                }
            }
            checkReads(other, path);
        }
        path.remove(label);
    }

    private static String circle(String label, Set<String> path) {
        return "The policies of these tables read each other in a circle: %s -> %s. Leave one of the references out of the declaration by ignoring(its columns), or give one of the tables a tenant column"
                .formatted(String.join(" -> ", path), label);
    }

    /** Who sees all of a dimension is not compared with the rows over there. */
    private void checkThrough(TenantTable table, Narrowing narrowing) {
        for (Link link : narrowing.through().stream().toList()) {
            boolean same =
                    wall.table(link.parent()).orElse(null) instanceof TenantTable parent
                            && parent.portion().all()
                            && !parent.hasSharedRows()
                            && !parent.narrowings().isEmpty()
                            && parent.dimensions().stream().allMatch(narrowing.dimension()::equals);
            if (!same) {
                throw new IllegalArgumentException(
                        "%s is narrowed through %s, which must be a tenant table narrowed by %s and by nothing else, whose rows belong to a tenant and not to a principal, team or all"
                                .formatted(table, link.parent(), narrowing.dimension()));
            }
        }
    }

    private void checkChain(ChainedTable table) {
        for (Link link : table.links()) {
            Table parent = wall.byLabel().get(wall.relation(link.parent()).label(wall.schema()));
            if (parent instanceof TenantTable tenant && tenant.hasSharedRows()) {
                throw new IllegalArgumentException(
                        "%s is reached through %s, some of whose rows everybody reads, and so everybody could write here: give it a tenant column of its own"
                                .formatted(table, parent));
            }
            if (table.ignored().containsAll(link.columns())) {
                throw new IllegalArgumentException(
                        "%s is reached through %s by %s, which it ignores"
                                .formatted(table, link.parent(), link.columns()));
            }
        }
    }
}
