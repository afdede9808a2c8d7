package dev.bailiwick.hibernate;

import org.hibernate.Hibernate;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.ToOne;
import org.hibernate.property.access.spi.Getter;
import org.hibernate.proxy.HibernateProxy;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How to see whose an entity of one class is: by the attribute that holds the tenant, and by the
 * entities that it refers to.
 */
final class Owner {

    /** From the entity inwards; empty where the tenant is not mapped. */
    private final List<Getter> path;

    /** How the identifier of the tenant is read from what the path ends with, if that is it. */
    private final Optional<Getter> rootId;

    private final List<Getter> references;

    private Owner(List<Getter> path, Optional<Getter> rootId, List<Getter> references) {
        this.path = path;
        this.rootId = rootId;
        this.references = references;
    }

    /**
     * @param column holds the tenant; empty if it is in another entity's table
     * @param root the entity whose rows are the tenants
     */
    static Owner of(
            PersistentClass entity, Optional<String> column, Optional<PersistentClass> root) {
        List<Property> path =
                column.flatMap(name -> TenantColumns.path(entity, name)).orElse(List.of());
        boolean byReference =
                !path.isEmpty() && path.getLast().getValue() instanceof ToOne && root.isPresent();
        return new Owner(
                getters(entity.getMappedClass(), path),
                byReference ? root.map(Owner::idOf) : Optional.empty(),
                references(entity, path));
    }

    private static List<Getter> getters(Class<?> entity, List<Property> path) {
        List<Getter> getters = new ArrayList<>();
        Class<?> holder = entity;
        for (Property property : path) {
            getters.add(property.getGetter(holder));
            if (property.getValue() instanceof Component component) {
                holder = component.getComponentClass();
            }
        }
        return getters;
    }

    private static Getter idOf(PersistentClass root) {
        return root.getIdentifierProperty().getGetter(root.getMappedClass());
    }

    private static List<Getter> references(PersistentClass entity, List<Property> path) {
        return entity.getPropertyClosure().stream()
                .filter(property -> property.getValue() instanceof ToOne)
                .filter(property -> !path.contains(property))
                .map(property -> property.getGetter(entity.getMappedClass()))
                .toList();
    }

    /** Whether the tenant is an attribute. */
    boolean namesTenant() {
        return !path.isEmpty();
    }

    /** The tenant that the entity names, as its attribute holds it; null if it names none. */
    @Nullable Object tenantOf(Object entity) {
        Object value = path.isEmpty() ? null : entity;
        for (int i = 0; i < path.size() && value != null; i++) {
            value = path.get(i).get(value);
        }
        return value == null || rootId.isEmpty() ? value : identifier(value, rootId.get());
    }

    private static Object identifier(Object tenant, Getter id) {
        return tenant instanceof HibernateProxy proxy
                ? proxy.getHibernateLazyInitializer().getInternalIdentifier()
                : Objects.requireNonNull(id.get(tenant));
    }

    /** Loaded entities that the entity refers to; those that are not loaded tell nothing. */
    void loadedReferences(Object entity, Consumer<Object> use) {
        for (Getter getter : references) {
            Object referred = getter.get(entity);
            if (referred != null && Hibernate.isInitialized(referred)) {
                use.accept(referred);
            }
        }
    }
}
