package dev.bailiwick.posture.jsonapi;

import dev.bailiwick.posture.jsonapi.answer.Resource;
import dev.bailiwick.posture.jsonapi.value.Kind;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * What objects of one type look like and where they come from: attributes, relationships, the table
 * behind them. Immutable; how a list of them is queried is its {@link Listing}.
 *
 * <p>A type without a table has its objects made by the feature, with {@link Resource}.
 */
public final class ResourceType implements Declared {

    private final String key;
    private final String name;
    private final @Nullable String path;
    private final @Nullable Origin origin;
    private final Map<String, Attribute> attributes;
    private final Map<String, Relationship> relationships;
    private final Set<String> includes;
    private final boolean identified;

    private ResourceType(Builder builder) {
        this.key = builder.key;
        this.name = builder.name;
        this.path = builder.path;
        this.origin = builder.origin;
        this.attributes = Collections.unmodifiableMap(new LinkedHashMap<>(builder.attributes));
        this.relationships =
                Collections.unmodifiableMap(new LinkedHashMap<>(builder.relationships));
        this.includes = Collections.unmodifiableSet(new LinkedHashSet<>(builder.includes));
        this.identified = builder.identified;
    }

    /** Starts the declaration of the type that is called {@code name} on the wire. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    @Override
    public String key() {
        return key;
    }

    /** Its name on the wire. */
    public String name() {
        return name;
    }

    public @Nullable String path() {
        return path;
    }

    public @Nullable Origin origin() {
        return origin;
    }

    /**
     * @throws IllegalStateException if it has no table
     */
    public Origin requireOrigin() {
        if (origin == null) {
            throw new IllegalStateException("Type '" + name + "' has no table: declare from(…)");
        }
        return origin;
    }

    public Map<String, Attribute> attributes() {
        return attributes;
    }

    public Map<String, Relationship> relationships() {
        return relationships;
    }

    public Set<String> includes() {
        return includes;
    }

    /** Whether its objects have an id. */
    public boolean identified() {
        return identified;
    }

    @Override
    public String toString() {
        return name;
    }

    /** The table (or join) that holds the objects, and which of its rows can be seen at all. */
    public record Origin(Table<?> table, Field<UUID> id, Condition visible) {}

    /** Collects a declaration. Not for use by several threads. */
    public static final class Builder {

        private final String name;
        private String key;
        private final Map<String, Attribute> attributes = new LinkedHashMap<>();
        private final Map<String, Relationship> relationships = new LinkedHashMap<>();
        private final Set<String> includes = new LinkedHashSet<>();
        private @Nullable String path;
        private @Nullable Origin origin;
        private boolean identified = true;

        private Builder(String name) {
            this.name = name;
            this.key = name;
        }

        /**
         * Another shape of the same type on the wire, such as the one that shows a secret once;
         * operations refer to it by {@code newKey}.
         */
        public Builder shape(String newKey) {
            this.key = newKey;
            return this;
        }

        /** Objects have {@code links.self}: {@code <V1><path>/<id>}; starts with a slash. */
        public Builder path(String newPath) {
            this.path = newPath;
            return this;
        }

        /** Objects are rows of {@code table}, which may be a join. */
        public Builder from(Table<?> table, Field<UUID> id) {
            return from(table, id, DSL.noCondition());
        }

        /** Objects are those rows of {@code table} that fulfil {@code visible}. */
        public Builder from(Table<?> table, Field<UUID> id, Condition visible) {
            this.origin = new Origin(table, id, visible);
            return this;
        }

        /** Objects have no id, as tokens have none. */
        public Builder withoutId() {
            this.identified = false;
            return this;
        }

        /** An attribute that is one field, which may be a scalar subquery. */
        public <T> Builder attribute(String attribute, Field<T> field, Kind<T> kind) {
            return add(new Attribute(attribute, kind, List.of(field), row -> row.get(field)));
        }

        /** An attribute computed from several fields. */
        public <T> Builder attribute(
                String attribute,
                Kind<T> kind,
                List<Field<?>> fields,
                Function<Record, ? extends @Nullable T> read) {
            return add(new Attribute(attribute, kind, List.copyOf(fields), read::apply));
        }

        /** An attribute whose value the feature gives. */
        public Builder attribute(String attribute, Kind<?> kind) {
            return add(new Attribute(attribute, kind, List.of(), row -> null));
        }

        private Builder add(Attribute attribute) {
            require(
                    attributes.putIfAbsent(attribute.name(), attribute) == null,
                    "attribute '" + attribute.name() + "' is declared twice");
            return this;
        }

        /** At most one related object, named by a field of the row. */
        public Builder toOne(String relationship, String type, Field<UUID> key) {
            return add(new Relationship(relationship, type, false, key, null));
        }

        /** At most one related object, found by a statement for the whole page. */
        public Builder toOne(String relationship, String type, Linkage linkage) {
            return add(new Relationship(relationship, type, false, null, linkage));
        }

        /** At most one related object, given by the feature; of table rows: none. */
        public Builder toOne(String relationship, String type) {
            return add(new Relationship(relationship, type, false, null, null));
        }

        /** Any number of related objects, of which a column of the row names the only one. */
        public Builder toMany(String relationship, String type, Field<UUID> key) {
            return add(new Relationship(relationship, type, true, key, null));
        }

        /** Any number of related objects, found by a statement for the whole page. */
        public Builder toMany(String relationship, String type, Linkage linkage) {
            return add(new Relationship(relationship, type, true, null, linkage));
        }

        /** Any number of related objects, given by the feature; of table rows: none. */
        public Builder toMany(String relationship, String type) {
            return add(new Relationship(relationship, type, true, null, null));
        }

        private Builder add(Relationship relationship) {
            require(
                    relationships.putIfAbsent(relationship.name(), relationship) == null,
                    "relationship '" + relationship.name() + "' is declared twice");
            return this;
        }

        /** What {@code include} may ask for; {@code scan.provider} allows {@code scan} too. */
        public Builder include(String... paths) {
            for (String each : paths) {
                for (int dot = each.indexOf('.'); dot > 0; dot = each.indexOf('.', dot + 1)) {
                    includes.add(each.substring(0, dot));
                }
                includes.add(each);
            }
            return this;
        }

        public ResourceType build() {
            for (String each : includes) {
                String first = each.split("\\.", -1)[0];
                require(
                        relationships.containsKey(first),
                        "include '" + each + "' has no relationship '" + first + "'");
            }
            for (Relationship each : relationships.values()) {
                require(
                        !attributes.containsKey(each.name()),
                        "'" + each.name() + "' is both an attribute and a relationship");
            }
            return new ResourceType(this);
        }

        private void require(boolean holds, String fault) {
            if (!holds) {
                throw new IllegalArgumentException("Type '" + name + "': " + fault);
            }
        }
    }
}
