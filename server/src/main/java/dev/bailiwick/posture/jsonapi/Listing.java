package dev.bailiwick.posture.jsonapi;

import dev.bailiwick.posture.jsonapi.value.Kind;

import org.jooq.Field;
import org.jooq.SortField;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a list is queried: filters, sort keys, order and paging. Immutable; what its objects look
 * like is their {@link ResourceType}.
 */
public final class Listing implements Declared {

    private final String key;
    private final ResourceType type;
    private final Map<String, Filter<?>> filters;
    private final Map<String, Field<?>> sorts;
    private final List<SortField<?>> order;
    private final Paging paging;

    private Listing(Builder builder) {
        this.key = builder.key;
        this.type = builder.type;
        this.filters = Collections.unmodifiableMap(new LinkedHashMap<>(builder.filters));
        this.sorts = Collections.unmodifiableMap(new LinkedHashMap<>(builder.sorts));
        this.order = List.copyOf(builder.order);
        this.paging = builder.paging;
    }

    /** Starts the declaration of the ordinary list of {@code type}; its key is the type's name. */
    public static Builder of(ResourceType type) {
        return new Builder(type.name(), type);
    }

    /** Starts a declaration under {@code newKey} that has everything this one has. */
    public Builder derive(String newKey) {
        Builder result = new Builder(newKey, type);
        result.filters.putAll(filters);
        result.sorts.putAll(sorts);
        result.order.addAll(order);
        result.paging = paging;
        return result;
    }

    @Override
    public String key() {
        return key;
    }

    /** The type whose table the filters speak of. */
    public ResourceType type() {
        return type;
    }

    public Map<String, Filter<?>> filters() {
        return filters;
    }

    public Map<String, Field<?>> sorts() {
        return sorts;
    }

    public List<SortField<?>> order() {
        return order;
    }

    public Paging paging() {
        return paging;
    }

    /** Which of the page parameters a list takes. */
    public enum Paging {
        PAGED,
        /** {@code page[disable]=true} gives everything at once. */
        PAGED_OR_WHOLE,
        /** Everything at once, always: a list that is short by its nature. */
        WHOLE,
        UNPAGED
    }

    /** Collects a declaration. Not for use by several threads. */
    public static final class Builder {

        private final String key;
        private final ResourceType type;
        private final Map<String, Filter<?>> filters = new LinkedHashMap<>();
        private final Map<String, Field<?>> sorts = new LinkedHashMap<>();
        private final List<SortField<?>> order = new ArrayList<>();
        private Paging paging = Paging.PAGED;

        private Builder(String key, ResourceType type) {
            this.key = key;
            this.type = type;
        }

        /**
         * Filters named after an attribute of the type that is one field, or after {@code id}; no
         * match means {@link Match#EXACT}.
         */
        public Builder filter(String attribute, Match... matches) {
            if (attribute.equals("id")) {
                return add(Filter.on("id", type.requireOrigin().id(), Kind.uuid(), matches));
            }
            Attribute declared = attributeOf(attribute);
            return add(on(attribute, declared.fields().getFirst(), declared.kind(), matches));
        }

        @SuppressWarnings("unchecked") // an attribute of one field has the kind of that field
        private static <T> List<Filter<?>> on(
                String name, Field<T> field, Kind<?> kind, Match... matches) {
            return Filter.on(name, field, (Kind<T>) kind, matches);
        }

        /** Filters named {@code name} on a field that is no attribute of the type. */
        public <T> Builder filter(String name, Field<T> field, Kind<T> kind, Match... matches) {
            return add(Filter.on(name, field, kind, matches));
        }

        /** Any other filters. */
        public Builder filter(Filter<?>... more) {
            return add(List.of(more));
        }

        private Builder add(List<Filter<?>> more) {
            for (Filter<?> each : more) {
                if (filters.putIfAbsent(each.name(), each) != null) {
                    throw new IllegalArgumentException(
                            "List '" + key + "': filter '" + each.name() + "' is declared twice");
                }
            }
            return this;
        }

        /** Without the filters of these names, all their matches included. */
        public Builder without(String... names) {
            for (String name : names) {
                filters.keySet().removeIf(f -> f.equals(name) || f.startsWith(name + "__"));
            }
            return this;
        }

        /** Sort keys named after attributes of the type that are one field, or {@code id}. */
        public Builder sort(String... attributes) {
            for (String each : attributes) {
                sorts.put(
                        each,
                        each.equals("id")
                                ? type.requireOrigin().id()
                                : attributeOf(each).fields().getFirst());
            }
            return this;
        }

        /** A sort key on a field that is no attribute of the type. */
        public Builder sort(String name, Field<?> field) {
            sorts.put(name, field);
            return this;
        }

        /** The order where the client names none; ties are broken by the id. */
        public Builder order(SortField<?>... fields) {
            order.clear();
            order.addAll(List.of(fields));
            return this;
        }

        /** {@code page[disable]=true} gives everything at once. */
        public Builder wholeOnDemand() {
            paging = Paging.PAGED_OR_WHOLE;
            return this;
        }

        /** Everything at once: a list that is short by its nature. */
        public Builder whole() {
            paging = Paging.WHOLE;
            return this;
        }

        /** Not paged: the answer is one document, as for metadata. */
        public Builder unpaged() {
            paging = Paging.UNPAGED;
            return this;
        }

        public Listing build() {
            return new Listing(this);
        }

        private Attribute attributeOf(String name) {
            @Nullable Attribute declared = type.attributes().get(name);
            if (declared == null || declared.fields().size() != 1) {
                throw new IllegalArgumentException(
                        "List '"
                                + key
                                + "': '"
                                + name
                                + "' is no attribute of one field; name the field");
            }
            return declared;
        }
    }
}
