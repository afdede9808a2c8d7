package dev.bailiwick.posture.jsonapi.answer;

import dev.bailiwick.posture.jsonapi.Link;
import dev.bailiwick.posture.jsonapi.ResourceType;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One object of a document. What is set here must be declared by its type; what is not set is
 * written as null. Not for use by several threads.
 */
public final class Resource {

    private final ResourceType type;
    private final @Nullable String id;
    private final Map<String, @Nullable Object> attributes = new HashMap<>();
    private final Map<String, List<Link>> links = new HashMap<>();

    private Resource(ResourceType type, @Nullable String id) {
        this.type = type;
        this.id = id;
    }

    public static Resource of(ResourceType type, String id) {
        return new Resource(type, id);
    }

    public static Resource of(ResourceType type, UUID id) {
        return new Resource(type, id.toString());
    }

    /** An object of a type whose objects have no id. */
    public static Resource of(ResourceType type) {
        return new Resource(type, null);
    }

    /**
     * Sets an attribute.
     *
     * @throws IllegalArgumentException if the type does not declare it
     */
    public Resource with(String attribute, @Nullable Object value) {
        if (!type.attributes().containsKey(attribute)) {
            throw new IllegalArgumentException(
                    "Type '" + type + "' has no attribute '" + attribute + "'");
        }
        attributes.put(attribute, value);
        return this;
    }

    /**
     * Sets a relationship.
     *
     * @throws IllegalArgumentException if the type does not declare it
     */
    public Resource link(String relationship, List<Link> to) {
        if (!type.relationships().containsKey(relationship)) {
            throw new IllegalArgumentException(
                    "Type '" + type + "' has no relationship '" + relationship + "'");
        }
        links.put(relationship, to);
        return this;
    }

    public ResourceType type() {
        return type;
    }

    public @Nullable String id() {
        return id;
    }

    /** The attribute's value; null also where it was never set. */
    public @Nullable Object attribute(String name) {
        return attributes.get(name);
    }

    /** Where the relationship leads; empty also where it was never set. */
    public List<Link> links(String relationship) {
        return links.getOrDefault(relationship, List.of());
    }
}
