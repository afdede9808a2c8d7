package dev.bailiwick.hibernate;

import dev.bailiwick.core.Fault;
import dev.bailiwick.postgres.Wall;

import org.hibernate.boot.Metadata;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.Join;
import org.hibernate.mapping.OneToMany;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Table;
import org.hibernate.mapping.ToOne;
import org.hibernate.mapping.Value;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is cached, though principals of one tenant read different rows of it: keys of the cache
 * carry the tenant alone, and whoever asks second would be given what the first one read.
 */
final class CacheFaults {

    private final Metadata metadata;
    private final Wall wall;
    private final List<Fault> faults = new ArrayList<>();

    CacheFaults(Metadata metadata, Wall wall) {
        this.metadata = metadata;
        this.wall = wall;
    }

    List<Fault> all() {
        for (PersistentClass entity : metadata.getEntityBindings()) {
            if (entity.isCached()
                    || entity.getRootClass().isCached()
                    || entity.getNaturalIdCacheRegionName() != null) {
                check("entity " + entity.getEntityName(), tables(entity));
            }
        }
        for (Collection collection : metadata.getCollectionBindings()) {
            if (collection.getCacheConcurrencyStrategy() != null) {
                Set<Table> tables = new LinkedHashSet<>();
                tables.add(collection.getCollectionTable());
                element(collection.getElement()).map(CacheFaults::tables).ifPresent(tables::addAll);
                check("collection " + collection.getRole(), tables);
            }
        }
        return faults;
    }

    private Optional<PersistentClass> element(Value element) {
        return switch (element) {
            case OneToMany many -> Optional.of(many.getAssociatedClass());
            case ToOne one ->
                    Optional.ofNullable(metadata.getEntityBinding(one.getReferencedEntityName()));
            default -> Optional.empty();
        };
    }

    private static Set<Table> tables(PersistentClass entity) {
        Set<Table> tables = new LinkedHashSet<>(entity.getTableClosure());
        for (Join join : entity.getJoinClosure()) {
            tables.add(join.getTable());
        }
        return tables;
    }

    private void check(String what, Set<Table> tables) {
        for (Table table : tables) {
            wall.table(EntityWall.name(table, wall.schema()))
                    .filter(wall::differsByPrincipal)
                    .ifPresent(
                            differing ->
                                    faults.add(
                                            EntityFault.ENTITY_CACHED.of(
                                                    what,
                                                    "cached, and who reads which rows of %s depends"
                                                        + " on more than the tenant, which is all"
                                                        + " that keys of the cache carry: take"
                                                        + " @Cache and @NaturalIdCache away",
                                                    differing)));
        }
    }
}
