package dev.bailiwick.hibernate;

import dev.bailiwick.core.Fault;

import org.hibernate.boot.Metadata;
import org.hibernate.mapping.BasicValue;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.Value;
import org.hibernate.type.SqlTypes;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Mappings that would lead around the policies, however the tables are declared. */
final class MappingFaults {

    /** What the dialect keeps in large objects, which no policy covers. */
    private static final Set<Integer> LARGE_OBJECTS =
            Set.of(
                    SqlTypes.BLOB,
                    SqlTypes.CLOB,
                    SqlTypes.NCLOB,
                    SqlTypes.MATERIALIZED_BLOB,
                    SqlTypes.MATERIALIZED_CLOB,
                    SqlTypes.MATERIALIZED_NCLOB);

    private final Metadata metadata;
    private final Declarations declarations;
    private final List<Fault> faults = new ArrayList<>();

    MappingFaults(Metadata metadata, Declarations declarations) {
        this.metadata = metadata;
        this.declarations = declarations;
    }

    List<Fault> all() {
        for (PersistentClass entity : metadata.getEntityBindings()) {
            cached(entity);
            for (Property property : entity.getProperties()) {
                largeObjects(
                        entity.getEntityName() + '.' + property.getName(), property.getValue());
            }
        }
        for (Collection collection : metadata.getCollectionBindings()) {
            largeObjects(collection.getRole(), collection.getElement());
        }
        return faults;
    }

    private void cached(PersistentClass entity) {
        Annotation kind = declarations.kind(entity);
        if ((kind instanceof Identity || kind instanceof Internal)
                && (entity.isCached() || entity.getNaturalIdCacheRegionName() != null)) {
            faults.add(
                    EntityFault.ENTITY_CACHED.of(
                            "entity " + entity.getEntityName(),
                            "%s and cached; what is visible of it depends on more than the tenant,"
                                    + " which is all that keys of the cache carry: take @Cache and"
                                    + " @NaturalIdCache away",
                            Declarations.named(kind)));
        }
    }

    private void largeObjects(String what, Value value) {
        if (value instanceof Component component) {
            for (Property property : component.getProperties()) {
                largeObjects(what + '.' + property.getName(), property.getValue());
            }
        } else if (value instanceof BasicValue basic
                && LARGE_OBJECTS.contains(
                        basic.resolve().getJdbcMapping().getJdbcType().getDefaultSqlTypeCode())) {
            faults.add(
                    EntityFault.ENTITY_LARGE_OBJECT.of(
                            "attribute " + what,
                            "kept in a large object, which row-level security does not cover: take"
                                    + " @Lob away and use a text or bytea column"));
        }
    }
}
