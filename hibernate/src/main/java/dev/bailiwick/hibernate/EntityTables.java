package dev.bailiwick.hibernate;

import dev.bailiwick.core.Fault;

import org.hibernate.boot.Metadata;
import org.hibernate.boot.model.relational.Namespace;
import org.hibernate.boot.model.relational.Sequence;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.ForeignKey;
import org.hibernate.mapping.Join;
import org.hibernate.mapping.JoinedSubclass;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.Table;
import org.hibernate.mapping.ToOne;
import org.jspecify.annotations.Nullable;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whose rows every table of a persistence unit holds, found through the mappings. */
final class EntityTables {

    private final Metadata metadata;
    private final Declarations declarations;
    private final TenantColumns tenantColumns;
    private final Map<Table, Draft> drafts = new LinkedHashMap<>();
    private final List<Fault> faults = new ArrayList<>();

    private EntityTables(Metadata metadata, Declarations declarations) {
        this.metadata = metadata;
        this.declarations = declarations;
        this.tenantColumns = new TenantColumns(declarations.root());
    }

    static EntityTables of(Metadata metadata, Declarations declarations) {
        EntityTables tables = new EntityTables(metadata, declarations);
        tables.declarations.kinds().forEach(tables::main);
        tables.declarations.kinds().forEach((entity, _) -> tables.dependents(entity));
        metadata.getCollectionBindings().stream()
                .filter(collection -> !collection.isOneToMany())
                .sorted(Comparator.comparing(Collection::getRole))
                .forEach(tables::collection);
        return tables;
    }

    Metadata metadata() {
        return metadata;
    }

    Map<Table, Draft> drafts() {
        return drafts;
    }

    /** The tenant column of an entity's rows, if they have one of their own. */
    Optional<String> tenantColumn(PersistentClass entity) {
        return Optional.ofNullable(drafts.get(entity.getRootTable()))
                .or(() -> Optional.ofNullable(drafts.get(entity.getTable())))
                .filter(Draft.OfTenant.class::isInstance)
                .map(draft -> ((Draft.OfTenant) draft).column());
    }

    List<Fault> faults() {
        return faults;
    }

    /** The table that an entity's identifier lies in, if it is not its superclass's. */
    private void main(PersistentClass entity, Annotation kind) {
        Table table = entity.getTable();
        if (entity instanceof JoinedSubclass || !holdsRows(table)) {
            return;
        }
        draft(entity, kind).ifPresent(draft -> put(table, draft, entity.getEntityName()));
    }

    private static boolean holdsRows(Table table) {
        return table.isPhysicalTable() && !table.isAbstractUnionTable();
    }

    private Optional<Draft> draft(PersistentClass entity, Annotation kind) {
        return switch (kind) {
            case Tenanted tenanted -> tenanted(entity, tenanted);
            case TenantRoot tenant -> root(entity, tenant);
            case Chained chained -> chained(entity, chained);
            case Global _ -> Optional.of(new Draft.OfAll());
            case Internal _ -> Optional.of(new Draft.OfNobody());
            default -> Optional.of(new Draft.OfPrincipals());
        };
    }

    private Optional<Draft> root(PersistentClass entity, TenantRoot tenant) {
        List<Column> id = entity.getIdentifier().getColumns();
        if (id.size() != 1) {
            return fault(
                    "a @TenantRoot whose identifier has %d columns; a tenant is one value",
                    entity, id.size());
        }
        return Optional.of(new Draft.OfTenant(Spelling.of(id.getFirst()), tenant.access()));
    }

    private Optional<Draft> tenanted(PersistentClass entity, Tenanted tenanted) {
        if (!tenanted.column().isEmpty()) {
            return Optional.of(new Draft.OfTenant(tenanted.column(), tenanted.access()));
        }
        Map<String, String> candidates = tenantColumns.candidates(entity.getRootClass());
        if (candidates.isEmpty()) {
            candidates = tenantColumns.candidates(entity);
        }
        if (candidates.isEmpty()) {
            return fault(
                    "@Tenanted and maps no tenant: no attribute has @TenantId, none refers to"
                            + " the @TenantRoot, no column is named tenant_id; map one, or name a"
                            + " column that the database fills in with @Tenanted(column = …)",
                    entity);
        }
        if (candidates.size() > 1) {
            return fault(
                    "@Tenanted and has several columns that could be the tenant, %s; say"
                            + " which with @Tenanted(column = …)",
                    entity, String.join(", ", candidates.keySet()));
        }
        return Optional.of(
                new Draft.OfTenant(candidates.keySet().iterator().next(), tenanted.access()));
    }

    private Optional<Draft> chained(PersistentClass entity, Chained chained) {
        List<Property> ways = ways(entity);
        List<String> names = ways.stream().map(Property::getName).toList();
        List<String> wanted = Arrays.asList(chained.through());
        if (!names.containsAll(wanted)) {
            return fault(
                    "@Chained through %s; attributes that refer to an entity of a tenant are"
                            + " %s",
                    entity, wanted, names);
        }
        List<Property> chosen =
                wanted.isEmpty()
                        ? ways
                        : ways.stream().filter(way -> wanted.contains(way.getName())).toList();
        if (chosen.isEmpty()) {
            return fault("@Chained and no attribute refers to an entity of a tenant", entity);
        }
        if (wanted.isEmpty() && chosen.size() > 1) {
            return fault(
                    "@Chained and has several ways to a tenant, %s; name those that must hold"
                            + " with @Chained(through = …)",
                    entity, String.join(", ", names));
        }
        List<Draft.Parent> parents = new ArrayList<>();
        for (Property way : chosen) {
            Optional<Draft.Parent> parent = parent(entity.getTable(), way);
            if (parent.isEmpty()) {
                return fault(
                        "@Chained through %s, which is not one column that refers to one;"
                                + " with the tenant among its columns the entity is @Tenanted",
                        entity, way.getName());
            }
            parents.add(parent.get());
        }
        return Optional.of(new Draft.OfParents(parents, chained.access()));
    }

    /** References in the entity's own table to entities of tenants, itself left out. */
    private List<Property> ways(PersistentClass entity) {
        return entity.getPropertyClosure().stream()
                .filter(property -> property.getValue() instanceof ToOne)
                .filter(property -> property.getValue().getTable().equals(entity.getTable()))
                .filter(property -> !property.getColumns().isEmpty())
                .filter(property -> leadsToTenant(entity, (ToOne) property.getValue()))
                .toList();
    }

    private boolean leadsToTenant(PersistentClass entity, ToOne reference) {
        PersistentClass target = metadata.getEntityBinding(reference.getReferencedEntityName());
        if (target == null || target.getRootClass().equals(entity.getRootClass())) {
            return false;
        }
        Annotation kind = declarations.kind(target);
        return kind instanceof Tenanted || kind instanceof Chained || kind instanceof TenantRoot;
    }

    private Optional<Draft.Parent> parent(Table table, Property way) {
        List<Column> columns = way.getColumns();
        PersistentClass target =
                metadata.getEntityBinding(((ToOne) way.getValue()).getReferencedEntityName());
        if (columns.size() != 1 || !holdsRows(target.getTable())) {
            return Optional.empty();
        }
        ForeignKey key = key(table, columns);
        Table parent = key == null ? target.getTable() : key.getReferencedTable();
        List<Column> referenced = key == null ? target.getKey().getColumns() : referenced(key);
        return Optional.of(
                new Draft.Parent(
                        Spelling.of(columns.getFirst()),
                        Spelling.of(parent),
                        Spelling.of(referenced.getFirst())));
    }

    private static @Nullable ForeignKey key(Table table, List<Column> columns) {
        return table.getForeignKeyCollection().stream()
                .filter(key -> key.getColumns().equals(columns))
                .findFirst()
                .orElse(null);
    }

    private static List<Column> referenced(ForeignKey key) {
        return key.isReferenceToPrimaryKey()
                ? key.getReferencedTable().getPrimaryKey().getColumns()
                : key.getReferencedColumns();
    }

    /** Tables of a joined subclass and secondary tables. */
    private void dependents(PersistentClass entity) {
        if (entity instanceof JoinedSubclass) {
            follow(
                    entity.getTable(),
                    entity.getKey().getColumns(),
                    entity.getSuperclass().getTable(),
                    entity.getEntityName());
        }
        for (Join join : entity.getJoins()) {
            follow(
                    join.getTable(),
                    join.getKey().getColumns(),
                    entity.getTable(),
                    entity.getEntityName());
        }
    }

    /** A table whose key is that of {@code owner}, column by column. */
    private void follow(Table table, List<Column> key, Table owner, String what) {
        if (holdsRows(table) && !drafts.containsKey(table) && drafts.containsKey(owner)) {
            following(key, owner, owner.getPrimaryKey().getColumns())
                    .ifPresentOrElse(
                            draft -> put(table, draft, what),
                            () -> faults.add(manyColumns(table, what)));
        }
    }

    private static Fault manyColumns(Table table, String what) {
        return table(
                table,
                what,
                "refers to its owner by several columns without the tenant; a reference by one"
                        + " column, or with the tenant among its columns, can be followed");
    }

    private Optional<Draft> following(List<Column> key, Table owner, List<Column> ownerKey) {
        Draft draft = drafts.get(owner);
        if (draft instanceof Draft.OfTenant tenant) {
            for (int i = 0; i < key.size(); i++) {
                if (Spelling.of(ownerKey.get(i)).equals(tenant.column())) {
                    return Optional.of(
                            new Draft.OfTenant(Spelling.of(key.get(i)), Access.EVERYTHING));
                }
            }
        } else if (!(draft instanceof Draft.OfParents)) {
            return Optional.ofNullable(draft);
        }
        return key.size() == 1
                ? Optional.of(
                        new Draft.OfParents(
                                List.of(
                                        new Draft.Parent(
                                                Spelling.of(key.getFirst()),
                                                Spelling.of(owner),
                                                Spelling.of(ownerKey.getFirst()))),
                                Access.EVERYTHING))
                : Optional.empty();
    }

    /** Tables of elements, and join tables, which belong to both sides. */
    private void collection(Collection collection) {
        Table table = collection.getCollectionTable();
        if (!holdsRows(table) || drafts.containsKey(table)) {
            return;
        }
        List<Draft> sides = new ArrayList<>();
        for (ForeignKey key : table.getForeignKeyCollection()) {
            if (drafts.containsKey(key.getReferencedTable())) {
                following(key.getColumns(), key.getReferencedTable(), referenced(key))
                        .ifPresentOrElse(
                                sides::add,
                                () -> faults.add(manyColumns(table, collection.getRole())));
            }
        }
        joined(table, sides, collection.getRole());
    }

    private void joined(Table table, List<Draft> sides, String role) {
        List<String> columns =
                sides.stream()
                        .filter(Draft.OfTenant.class::isInstance)
                        .map(side -> ((Draft.OfTenant) side).column())
                        .distinct()
                        .toList();
        List<Draft.Parent> parents =
                sides.stream()
                        .filter(Draft.OfParents.class::isInstance)
                        .flatMap(side -> ((Draft.OfParents) side).parents().stream())
                        .distinct()
                        .toList();
        if (columns.size() > 1) {
            faults.add(
                    table(
                            table,
                            role,
                            "holds the tenant twice, in %s; map both sides to one column",
                            String.join(", ", columns)));
        } else if (columns.size() == 1) {
            put(table, new Draft.OfTenant(columns.getFirst(), Access.EVERYTHING), role);
        } else if (!parents.isEmpty()) {
            put(table, new Draft.OfParents(parents, Access.EVERYTHING), role);
        } else if (sides.isEmpty()) {
            faults.add(
                    table(
                            table,
                            role,
                            "refers to no table of an entity by a foreign key that the mapping"
                                    + " knows"));
        } else {
            put(table, sides.getFirst(), role);
        }
    }

    private void put(Table table, Draft draft, String what) {
        Draft before = drafts.putIfAbsent(table, draft);
        if (before != null && !before.equals(draft)) {
            faults.add(table(table, what, "declared differently by another entity in it"));
        }
    }

    /** The types of the tenant columns that are mapped, as codes of SQL types. */
    List<Integer> tenantTypes() {
        return drafts.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Draft.OfTenant)
                .flatMap(
                        entry ->
                                entry.getKey().getColumns().stream()
                                        .filter(
                                                column ->
                                                        ((Draft.OfTenant) entry.getValue())
                                                                .column()
                                                                .equals(Spelling.of(column))))
                .map(column -> column.getSqlTypeCode(metadata))
                .distinct()
                .toList();
    }

    /** Sequences that identifiers are drawn from. */
    List<String> sequences() {
        List<String> names = new ArrayList<>();
        for (Namespace namespace : metadata.getDatabase().getNamespaces()) {
            for (Sequence sequence : namespace.getSequences()) {
                names.add(Spelling.of(sequence.getName().getSequenceName()));
            }
        }
        return names;
    }

    private static Fault table(Table table, String what, String message, Object... values) {
        return EntityFault.ENTITY_TABLE.of(
                "table %s of %s".formatted(Spelling.of(table), what), message, values);
    }

    private Optional<Draft> fault(String message, PersistentClass entity, Object... values) {
        faults.add(
                EntityFault.ENTITY_AMBIGUOUS.of(
                        "entity " + entity.getEntityName(), message, values));
        return Optional.empty();
    }
}
