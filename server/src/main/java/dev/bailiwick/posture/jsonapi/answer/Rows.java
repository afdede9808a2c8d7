package dev.bailiwick.posture.jsonapi.answer;

import dev.bailiwick.posture.jsonapi.Attribute;
import dev.bailiwick.posture.jsonapi.Link;
import dev.bailiwick.posture.jsonapi.Registry;
import dev.bailiwick.posture.jsonapi.Relationship;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.ResourceType.Origin;
import dev.bailiwick.posture.jsonapi.Sql;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.request.Page;
import dev.bailiwick.posture.jsonapi.request.Projection;
import dev.bailiwick.posture.jsonapi.request.Projection.Include;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.SelectConditionStep;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Turns rows into objects, selecting no more than will be shown. */
final class Rows {

    private final DSLContext sql;
    private final Registry registry;

    Rows(DSLContext sql, Registry registry) {
        this.sql = sql;
        this.registry = registry;
    }

    /** The rows of one page, in order. */
    List<Resource> page(ListQuery query, Condition where) {
        Page page = query.page();
        Shape shape = new Shape(query.answers(), query.projection());
        var ordered = select(shape, where).orderBy(query.order());
        return resources(
                shape,
                page.whole()
                        ? ordered.fetch()
                        : ordered.limit(page.size()).offset(page.offset()).fetch());
    }

    /** The rows of these ids, in the order of the ids; an id without a row is left out. */
    List<Resource> byId(ResourceType type, Collection<UUID> ids, Projection projection) {
        if (ids.isEmpty()) {
            return List.of();
        }
        Shape shape = new Shape(type, projection);
        Origin origin = type.requireOrigin();
        Map<String, Resource> found = new LinkedHashMap<>();
        Condition where = origin.visible().and(Sql.in(origin.id(), ids));
        for (Resource each : resources(shape, select(shape, where).fetch())) {
            found.put(Objects.requireNonNull(each.id()), each);
        }
        List<Resource> result = new ArrayList<>();
        for (UUID id : ids) {
            Resource each = found.get(id.toString());
            if (each != null) {
                result.add(each);
            }
        }
        return result;
    }

    /** The rows that fulfil {@code where}, in no order. */
    List<Resource> where(ResourceType type, Condition where, Projection projection) {
        Shape shape = new Shape(type, projection);
        return resources(shape, select(shape, where).fetch());
    }

    private SelectConditionStep<Record> select(Shape shape, Condition where) {
        Origin origin = shape.type.requireOrigin();
        return sql.select(shape.fields()).from(origin.table()).where(where);
    }

    private List<Resource> resources(Shape shape, Result<Record> found) {
        Origin origin = shape.type.requireOrigin();
        Map<UUID, Resource> result = new LinkedHashMap<>();
        for (Record row : found) {
            UUID id = row.get(origin.id());
            Resource resource = Resource.of(shape.type, id);
            for (Attribute attribute : shape.attributes) {
                resource.with(attribute.name(), attribute.read().apply(row));
            }
            for (Relationship relationship : shape.relationships) {
                if (relationship.key() != null) {
                    UUID key = row.get(relationship.key());
                    resource.link(
                            relationship.name(), key == null ? List.of() : List.of(Link.to(key)));
                }
            }
            result.put(id, resource);
        }
        link(shape, result);
        return List.copyOf(result.values());
    }

    private void link(Shape shape, Map<UUID, Resource> parents) {
        for (Relationship relationship : shape.relationships) {
            if (relationship.linkage() != null && !parents.isEmpty()) {
                Map<UUID, List<Link>> links = relationship.linkage().of(sql, parents.keySet());
                links.forEach(
                        (id, to) -> {
                            Resource parent = parents.get(id);
                            if (parent != null) {
                                parent.link(relationship.name(), to);
                            }
                        });
            }
        }
    }

    /** Everything that {@code projection} wants included with these objects, each object once. */
    Collection<Resource> included(List<Resource> primary, Projection projection) {
        if (projection.include().relationships().isEmpty()) {
            return List.of();
        }
        Map<Identifier, Resource> known = new LinkedHashMap<>();
        primary.forEach(each -> known.put(Identifier.of(each), each));
        follow(primary, projection.include(), projection, known);
        primary.forEach(each -> known.remove(Identifier.of(each)));
        return known.values();
    }

    private void follow(
            List<Resource> from,
            Include include,
            Projection projection,
            Map<Identifier, Resource> known) {
        if (from.isEmpty()) {
            return;
        }
        include.relationships()
                .forEach(
                        (name, below) -> {
                            ResourceType target = target(from.getFirst().type(), name);
                            Set<String> ids = new LinkedHashSet<>();
                            from.forEach(each -> each.links(name).forEach(l -> ids.add(l.id())));
                            List<UUID> absent = new ArrayList<>();
                            for (String id : ids) {
                                if (!known.containsKey(new Identifier(target.name(), id))) {
                                    absent.add(UUID.fromString(id));
                                }
                            }
                            for (Resource each : byId(target, absent, projection)) {
                                known.put(Identifier.of(each), each);
                            }
                            List<Resource> reached = new ArrayList<>();
                            for (String id : ids) {
                                Resource each = known.get(new Identifier(target.name(), id));
                                if (each != null) {
                                    reached.add(each);
                                }
                            }
                            follow(reached, below, projection, known);
                        });
    }

    private ResourceType target(ResourceType type, String relationship) {
        return registry.type(Objects.requireNonNull(type.relationships().get(relationship)).type());
    }

    private record Identifier(String type, String id) {
        static Identifier of(Resource resource) {
            return new Identifier(resource.type().name(), Objects.requireNonNull(resource.id()));
        }
    }

    /** What of a type is needed: all that is shown, and the relationships to be followed. */
    private static final class Shape {

        private final ResourceType type;
        private final List<Attribute> attributes = new ArrayList<>();
        private final List<Relationship> relationships = new ArrayList<>();

        Shape(ResourceType type, Projection projection) {
            this.type = type;
            for (Attribute each : type.attributes().values()) {
                if (!each.fields().isEmpty() && projection.shows(type.name(), each.name())) {
                    attributes.add(each);
                }
            }
            for (Relationship each : type.relationships().values()) {
                if (projection.shows(type.name(), each.name())
                        || projection.include().mentions(each.name())) {
                    relationships.add(each);
                }
            }
        }

        Set<Field<?>> fields() {
            Set<Field<?>> result = new LinkedHashSet<>();
            result.add(type.requireOrigin().id());
            attributes.forEach(each -> result.addAll(each.fields()));
            for (Relationship each : relationships) {
                if (each.key() != null) {
                    result.add(each.key());
                }
            }
            return result;
        }
    }
}
