package dev.bailiwick.hibernate;

import dev.bailiwick.core.Fault;
import dev.bailiwick.core.WallException;
import dev.bailiwick.postgres.GrantedTable;
import dev.bailiwick.postgres.KeyType;
import dev.bailiwick.postgres.Link;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;

import jakarta.persistence.EntityManagerFactory;

import org.hibernate.boot.Metadata;
import org.hibernate.type.SqlTypes;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes a {@link Wall} of the annotations on entities and of their mappings. */
public final class EntityWall {

    private EntityWall() {}

    /**
     * The wall of a persistence unit that is not started, for a migration or a test. Needs no
     * database.
     *
     * @param byHand tables without an entity, and those of entities about which there is more to
     *     say than annotations can: what is given here stands instead of what the mapping says
     * @throws WallException with everything that is not declared, or ambiguous, at once; and with
     *     what is cached though principals of one tenant read different rows of it
     */
    public static Wall of(Metadata metadata, String schema, Roles roles, Table... byHand) {
        Declarations declarations = Declarations.in(metadata);
        EntityTables tables = EntityTables.of(metadata, declarations);
        List<Fault> faults = new ArrayList<>(declarations.faults());
        faults.addAll(tables.faults());
        return wall(tables, faults, schema, roles, byHand);
    }

    /**
     * As {@link #of(Metadata, String, Roles, Table...)}, of a started persistence unit: for the
     * gate.
     *
     * @throws IllegalArgumentException if its sessions are not pinned to their scopes, which they
     *     are unless Hibernate was started past its own service loading
     */
    public static Wall of(
            EntityManagerFactory factory, String schema, Roles roles, Table... byHand) {
        return wall(PinnedSessionFactory.of(factory).tables(), List.of(), schema, roles, byHand);
    }

    private static Wall wall(
            EntityTables tables, List<Fault> found, String schema, Roles roles, Table... byHand) {
        Map<String, Table> all = new TreeMap<>();
        for (Table table : byHand) {
            all.put(table.name(), table);
        }
        List<Fault> faults = new ArrayList<>(found);
        tables.drafts()
                .forEach(
                        (mapped, draft) -> {
                            String full = name(mapped, schema);
                            if (!all.containsKey(full)) {
                                declared(full, draft, all, faults);
                            }
                        });
        tables.sequences().forEach(sequence -> numbered(sequence, all));
        KeyType key = keyType(tables, faults);
        if (!faults.isEmpty()) {
            throw new WallException(faults.stream().distinct().sorted().toList());
        }
        Wall wall = Wall.of(schema, roles, all.values()).withTenantKey(key);
        faults.addAll(new CacheFaults(tables.metadata(), wall).all());
        if (!faults.isEmpty()) {
            throw new WallException(faults.stream().distinct().sorted().toList());
        }
        return wall;
    }

    /** As a declaration says it. */
    static String name(org.hibernate.mapping.Table mapped, String schema) {
        String name = Spelling.of(mapped);
        String own = mapped.getSchema();
        return own == null || own.equals(schema) ? name : own + '.' + name;
    }

    private static void declared(
            String name, Draft draft, Map<String, Table> all, List<Fault> faults) {
        try {
            switch (draft) {
                case Draft.OfTenant tenant ->
                        all.put(
                                name,
                                granted(Table.tenant(name).in(tenant.column()), tenant.access()));
                case Draft.OfParents chained -> all.put(name, chained(name, chained));
                case Draft.OfAll _ -> all.put(name, Table.global(name));
                case Draft.OfNobody _ -> all.put(name, Table.internal(name));
                case Draft.OfPrincipals _ ->
                        faults.add(
                                EntityFault.ENTITY_UNDECLARED.of(
                                        "table " + name,
                                        "of an @Identity entity; say who reaches which rows with a"
                                                + " Table.identity(\"%s\") by hand",
                                        name));
            }
        } catch (IllegalArgumentException unfit) {
            faults.add(
                    EntityFault.ENTITY_TABLE.of(
                            "table " + name, "%s", String.valueOf(unfit.getMessage())));
        }
    }

    private static Table chained(String name, Draft.OfParents draft) {
        List<Link> links =
                draft.parents().stream()
                        .map(
                                parent ->
                                        Link.of(
                                                parent.column(),
                                                parent.table(),
                                                parent.tableColumn()))
                        .toList();
        Link[] more = links.subList(1, links.size()).toArray(Link[]::new);
        return granted(Table.chained(name, links.getFirst(), more), draft.access());
    }

    private static Table granted(GrantedTable<?> table, Access access) {
        return switch (access) {
            case EVERYTHING -> table.everything();
            case APPEND_ONLY -> table.appendOnly();
            case READ_ONLY -> table.readOnly();
        };
    }

    /** Whichever table names it, the app role is who draws from it. */
    private static void numbered(String sequence, Map<String, Table> all) {
        String usual = sequence.replaceFirst("_seq$", "");
        all.values().stream()
                .filter(GrantedTable.class::isInstance)
                .min(Comparator.comparingInt(table -> table.name().equals(usual) ? 0 : 1))
                .ifPresent(
                        table ->
                                all.put(
                                        table.name(),
                                        ((GrantedTable<?>) table).numberedBy(sequence)));
    }

    private static KeyType keyType(EntityTables tables, List<Fault> faults) {
        List<KeyType> types =
                tables.tenantTypes().stream().map(EntityWall::keyType).distinct().toList();
        if (types.size() > 1) {
            faults.add(
                    EntityFault.ENTITY_TENANT_TYPE.of(
                            "tenant columns", "of several types, %s; map them all alike", types));
        }
        return types.isEmpty() ? KeyType.UUID : types.getFirst();
    }

    private static KeyType keyType(int code) {
        return switch (code) {
            case SqlTypes.UUID -> KeyType.UUID;
            case SqlTypes.BIGINT -> KeyType.BIGINT;
            case SqlTypes.INTEGER -> KeyType.INTEGER;
            default -> KeyType.TEXT;
        };
    }
}
