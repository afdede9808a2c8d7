package dev.bailiwick.posture.jsonapi;

import java.util.Map;
import java.util.UUID;

/**
 * Names one related object.
 *
 * @param meta what else is said about the relation, such as {@code active}; mostly empty
 */
public record Link(String id, Map<String, Object> meta) {

    public static Link to(UUID id) {
        return new Link(id.toString(), Map.of());
    }

    public Link withMeta(String name, Object value) {
        return new Link(id, Map.of(name, value));
    }
}
