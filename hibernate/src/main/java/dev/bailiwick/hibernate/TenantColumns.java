package dev.bailiwick.hibernate;

import org.hibernate.annotations.TenantId;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.ToOne;
import org.hibernate.mapping.Value;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the column that holds the tenant of an entity's rows, and the attributes that lead to it.
 */
final class TenantColumns {

    private static final String USUAL = "tenant_id";

    private final Optional<PersistentClass> root;

    /**
     * @param root the entity whose rows are the tenants
     */
    TenantColumns(Optional<PersistentClass> root) {
        this.root = root;
    }

    /**
     * Every column that says of itself that it holds the tenant, with the reason; in the order in
     * which they count: the first kind that is there at all.
     */
    Map<String, String> candidates(PersistentClass entity) {
        List<Attribute> attributes = attributes(entity);
        return Stream.<Map<String, String>>of(
                        columns(attributes, attribute -> attribute.marked(), "@TenantId"),
                        columns(attributes, this::refersToRoot, "reference to the tenant"),
                        columns(
                                attributes,
                                attribute -> attribute.column().equals(Optional.of(USUAL)),
                                "name"))
                .filter(columns -> !columns.isEmpty())
                .findFirst()
                .orElse(Map.of());
    }

    /** The path to the attribute that holds {@code column}; empty if it is not mapped. */
    static Optional<List<Property>> path(PersistentClass entity, String column) {
        return attributes(entity).stream()
                .filter(attribute -> attribute.column().equals(Optional.of(column)))
                .map(Attribute::path)
                .findFirst();
    }

    private boolean refersToRoot(Attribute attribute) {
        return attribute.last().getValue() instanceof ToOne toOne
                && root.isPresent()
                && toOne.getReferencedEntityName().equals(root.get().getEntityName());
    }

    private static Map<String, String> columns(
            List<Attribute> attributes,
            java.util.function.Predicate<Attribute> wanted,
            String reason) {
        Map<String, String> columns = new LinkedHashMap<>();
        attributes.stream()
                .filter(wanted)
                .forEach(
                        attribute ->
                                attribute.column().ifPresent(name -> columns.put(name, reason)));
        return columns;
    }

    /** All attributes of a single column, those inside embeddables and of the identifier too. */
    private static List<Attribute> attributes(PersistentClass entity) {
        List<Attribute> found = new ArrayList<>();
        Property id = entity.getIdentifierProperty();
        if (id != null) {
            collect(List.of(id), entity.getMappedClass(), found);
        } else if (entity.getIdentifier() instanceof Component component) {
            for (Property property : component.getProperties()) {
                collect(List.of(property), entity.getMappedClass(), found);
            }
        }
        for (Property property : entity.getPropertyClosure()) {
            if (!property.isSynthetic() && !property.isBackRef()) {
                collect(List.of(property), entity.getMappedClass(), found);
            }
        }
        return found;
    }

    private static void collect(List<Property> path, Class<?> holder, List<Attribute> found) {
        Property property = path.getLast();
        Value value = property.getValue();
        if (value instanceof Component component && !component.isDynamic()) {
            for (Property inner : component.getProperties()) {
                List<Property> longer = new ArrayList<>(path);
                longer.add(inner);
                collect(longer, component.getComponentClass(), found);
            }
        } else {
            found.add(new Attribute(path, holder));
        }
    }

    /** One attribute and the way to it from the entity. */
    private record Attribute(List<Property> path, Class<?> holder) {

        Property last() {
            return path.getLast();
        }

        Optional<String> column() {
            List<Column> columns = last().getColumns();
            return columns.size() == 1
                    ? Optional.of(Spelling.of(columns.getFirst()))
                    : Optional.empty();
        }

        boolean marked() {
            return Stream.<Class<?>>iterate(holder, Objects::nonNull, Class::getSuperclass)
                    .flatMap(type -> members(type, last().getName()))
                    .anyMatch(member -> member.isAnnotationPresent(TenantId.class));
        }

        private static Stream<AnnotatedElement> members(Class<?> type, String name) {
            Stream<Field> fields =
                    Stream.of(type.getDeclaredFields())
                            .filter(field -> field.getName().equals(name));
            String capital = Character.toUpperCase(name.charAt(0)) + name.substring(1);
            return Stream.concat(
                    fields,
                    Stream.of(type.getDeclaredMethods())
                            .filter(method -> method.getParameterCount() == 0)
                            .filter(method -> isGetter((Member) method, name, capital)));
        }

        private static boolean isGetter(Member method, String name, String capital) {
            return method.getName().equals("get" + capital) || method.getName().equals(name);
        }
    }
}
