package dev.bailiwick.posture.jsonapi.request;

import dev.bailiwick.posture.jsonapi.Input;
import dev.bailiwick.posture.jsonapi.InputLink;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** A request document that has been read and found right. Immutable. */
public final class Body {

    private final Map<String, @Nullable Object> attributes;
    private final Map<String, List<Ref>> links;

    Body(Map<String, @Nullable Object> attributes, Map<String, List<Ref>> links) {
        this.attributes = attributes;
        this.links = links;
    }

    /** Names one object. */
    public record Ref(String type, UUID id) {}

    /** Whether the client sent the attribute, be it as null. */
    public boolean has(Input<?> input) {
        return attributes.containsKey(input.name());
    }

    /** The attribute's value; null where it was left out or sent as null. */
    @SuppressWarnings("unchecked") // values were read by this very input
    public <T> @Nullable T get(Input<T> input) {
        return (T) attributes.get(input.name());
    }

    /** The attribute's value, or {@code otherwise} where it was left out or sent as null. */
    public <T> T get(Input<T> input, T otherwise) {
        T value = get(input);
        return value == null ? otherwise : value;
    }

    /** The value of an attribute that cannot be missing: required, not nullable. */
    public <T> T require(Input<T> input) {
        return Objects.requireNonNull(get(input), input.name());
    }

    /** Whether the client sent the relationship, be it as null. */
    public boolean has(InputLink link) {
        return links.containsKey(link.name());
    }

    /** Where the relationship leads; empty where it was left out, sent as null or empty. */
    public List<UUID> links(InputLink link) {
        return links.getOrDefault(link.name(), List.of()).stream().map(Ref::id).toList();
    }

    /** Where a to-one relationship leads; null where it was left out or sent as null. */
    public @Nullable UUID link(InputLink link) {
        List<UUID> all = links(link);
        return all.isEmpty() ? null : all.getFirst();
    }
}
