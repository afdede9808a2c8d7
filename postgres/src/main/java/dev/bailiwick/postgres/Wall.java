package dev.bailiwick.postgres;

import dev.bailiwick.core.Dimension;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The declaration of every table of one schema, from which policies and grants are generated
 * ({@link WallSql}) and with which the database is compared ({@link Gate}). Immutable.
 */
public final class Wall {

    private final String schema;
    private final Roles roles;
    private final Map<String, Table> tables;

    private Wall(String schema, Roles roles, Map<String, Table> tables) {
        this.schema = schema;
        this.roles = roles;
        this.tables = tables;
    }

    /**
     * @throws IllegalArgumentException if a table is declared twice, or a table is reached through
     *     one that is not declared, not readable by the app role or reached in a circle; if two
     *     dimensions have one name; or if a table is for a worker and there is none
     */
    public static Wall of(String schema, Roles roles, Table... tables) {
        Name.check("schema", schema);
        Map<String, Table> byName = new TreeMap<>();
        for (Table table : tables) {
            if (byName.put(table.name(), table) != null) {
                throw new IllegalArgumentException(table.name() + " is declared twice");
            }
        }
        for (Table table : tables) {
            if (!table.worker().nothing() && roles.worker().isEmpty()) {
                throw new IllegalArgumentException(table + " is for a worker, and there is none");
            }
            checkLinks(table, byName, new LinkedHashSet<>());
        }
        checkDimensions(byName.values());
        return new Wall(schema, roles, byName);
    }

    /** The name is what the database knows a dimension by. */
    private static void checkDimensions(Collection<Table> tables) {
        Map<String, Dimension<?>> byName = new TreeMap<>();
        for (Table table : tables) {
            for (Dimension<?> dimension : table.dimensions()) {
                Dimension<?> other = byName.putIfAbsent(dimension.name(), dimension);
                if (other != null && !other.equals(dimension)) {
                    throw new IllegalArgumentException(
                            "%s is narrowed by another dimension of the name %s"
                                    .formatted(table, dimension));
                }
            }
        }
    }

    /** A policy reads another table under that one's policies: those must exist and end. */
    private static void checkLinks(Table table, Map<String, Table> byName, Set<String> path) {
        if (!path.add(table.name())) {
            throw new IllegalArgumentException(
                    "The policies of these tables read each other in a circle: "
                            + String.join(" -> ", path));
        }
        for (String name : table.reads()) {
            Table other = byName.get(name);
            if (other == null || !other.rowSecurity() || other instanceof GlobalTable) {
                throw new IllegalArgumentException(
                        "%s is reached through %s, which must be declared as a tenant, chained or identity table"
                                .formatted(table, name));
            }
            if (!other.app().select()) {
                throw new IllegalArgumentException(
                        "%s is reached through %s, which the app role may not read"
                                .formatted(table, other));
            }
            checkLinks(other, byName, path);
        }
        path.remove(table.name());
    }

    public String schema() {
        return schema;
    }

    public Roles roles() {
        return roles;
    }

    /** All tables, sorted by name. */
    public Collection<Table> tables() {
        return List.copyOf(tables.values());
    }

    /** What scopes may be narrowed to beside the tenant, sorted by name. */
    public List<Dimension<?>> dimensions() {
        Map<String, Dimension<?>> byName = new TreeMap<>();
        tables.values().stream()
                .flatMap(table -> table.dimensions().stream())
                .forEach(dimension -> byName.put(dimension.name(), dimension));
        return new ArrayList<>(byName.values());
    }

    /** All policies of a table, as they must be in the database, no more and no fewer. */
    List<Policy> policies(Table table) {
        if (!table.rowSecurity()) {
            return List.of();
        }
        List<Policy> policies = new ArrayList<>(table.policies(schema, roles));
        if (!table.worker().nothing()) {
            roles.worker()
                    .ifPresent(role -> policies.add(Policy.all("worker", role, Predicate.TRUE)));
        }
        policies.addAll(table.owner().policies(roles.owner()));
        return policies;
    }

    /** What each role may do with a table; roles that may do nothing are missing. */
    Map<String, Granted> grants(Table table) {
        Map<String, Granted> grants = new TreeMap<>();
        grants.put(roles.app(), table.app());
        roles.worker().ifPresent(role -> grants.put(role, table.worker()));
        if (table.rowSecurity()) {
            roles.maintenance().ifPresent(role -> grants.put(role, Granted.ALL));
        }
        return grants.entrySet().stream()
                .filter(entry -> !entry.getValue().nothing())
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
    }
}
