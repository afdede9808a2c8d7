package dev.bailiwick.posture.jsonapi.request;

import java.util.Map;
import java.util.Set;

/**
 * How much of the objects a client wants to see: sparse fields by type and a tree of includes.
 *
 * @param fields names by type; a type without an entry is shown in full
 */
public record Projection(Map<String, Set<String>> fields, Include include) {

    public static final Projection FULL = new Projection(Map.of(), new Include(Map.of()));

    /** Whether the attribute or relationship is shown. */
    public boolean shows(String type, String name) {
        Set<String> chosen = fields.get(type);
        return chosen == null || chosen.contains(name);
    }

    /** The relationships to follow from one object, and from there on. */
    public record Include(Map<String, Include> relationships) {

        /** Whether a relationship of this name is followed anywhere. */
        public boolean mentions(String relationship) {
            return relationships.containsKey(relationship)
                    || relationships.values().stream().anyMatch(i -> i.mentions(relationship));
        }
    }
}
