package dev.bailiwick.posture.jsonapi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The document that a write takes. Immutable. */
public final class RequestType implements Declared {

    private final String key;
    private final String type;
    private final Shape shape;
    private final Map<String, Input<?>> inputs;
    private final Map<String, InputLink> links;
    private final Set<String> ignored;
    private final boolean tolerant;

    private RequestType(Builder builder) {
        this.key = builder.key;
        this.type = builder.type;
        this.shape = builder.shape;
        this.inputs = Collections.unmodifiableMap(new LinkedHashMap<>(builder.inputs));
        this.links = Collections.unmodifiableMap(new LinkedHashMap<>(builder.links));
        this.ignored = Collections.unmodifiableSet(new LinkedHashSet<>(builder.ignored));
        this.tolerant = builder.tolerant;
    }

    /** The document that creates a {@code type}, or asks for something under that name. */
    public static Builder create(String key, String type) {
        return new Builder(key, type, Shape.CREATE);
    }

    /** The document that changes one {@code type}: what is left out stays as it is. */
    public static Builder change(String key, String type) {
        return new Builder(key, type, Shape.CHANGE);
    }

    /** A list of identifiers of {@code type}, for relationship endpoints. */
    public static RequestType identifiers(String key, String type) {
        return new Builder(key, type, Shape.IDENTIFIERS).build();
    }

    /**
     * The same list of identifiers, also where no document comes, or one whose data is null, a text
     * or a list of texts; {@link dev.bailiwick.posture.jsonapi.request.Identifiers#given} tells.
     */
    public RequestType tolerant() {
        Builder builder = new Builder(key, type, Shape.IDENTIFIERS);
        builder.tolerant = true;
        return builder.build();
    }

    @Override
    public String key() {
        return key;
    }

    public String type() {
        return type;
    }

    public Shape shape() {
        return shape;
    }

    public Map<String, Input<?>> inputs() {
        return inputs;
    }

    public Map<String, InputLink> links() {
        return links;
    }

    public Set<String> ignored() {
        return ignored;
    }

    /** Whether a list of identifiers may be missing or senseless. */
    public boolean isTolerant() {
        return tolerant;
    }

    public enum Shape {
        CREATE,
        CHANGE,
        IDENTIFIERS
    }

    /** Collects a declaration. Not for use by several threads. */
    public static final class Builder {

        private final String key;
        private final String type;
        private final Shape shape;
        private final Map<String, Input<?>> inputs = new LinkedHashMap<>();
        private final Map<String, InputLink> links = new LinkedHashMap<>();
        private final Set<String> ignored = new LinkedHashSet<>();
        private boolean tolerant;

        private Builder(String key, String type, Shape shape) {
            this.key = key;
            this.type = type;
            this.shape = shape;
        }

        public Builder with(Input<?>... more) {
            List.of(more).forEach(each -> inputs.put(each.name(), each));
            return this;
        }

        public Builder with(InputLink... more) {
            List.of(more).forEach(each -> links.put(each.name(), each));
            return this;
        }

        /** Members that clients send back though they cannot be written; read over. */
        public Builder ignoring(String... names) {
            ignored.addAll(List.of(names));
            return this;
        }

        public RequestType build() {
            return new RequestType(this);
        }
    }
}
