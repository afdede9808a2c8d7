package dev.bailiwick.posture.jsonapi.openapi;

import dev.bailiwick.posture.jsonapi.Input;
import dev.bailiwick.posture.jsonapi.InputLink;
import dev.bailiwick.posture.jsonapi.Listing;
import dev.bailiwick.posture.jsonapi.Registry;
import dev.bailiwick.posture.jsonapi.Relationship;
import dev.bailiwick.posture.jsonapi.RequestType;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.request.OperationFacts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * JSON Schemas of documents, made from the declarations; the components of the OpenAPI document.
 */
final class Schemas {

    private static final Map<String, Object> TEXT = Map.of("type", "string");
    private static final Map<String, Object> ADDRESS = Map.of("type", "string", "format", "uri");

    private final Registry registry;
    private final Map<String, Object> components = new TreeMap<>();

    Schemas(Registry registry) {
        this.registry = registry;
        components.put("errors", errors());
        components.put("meta", object(Map.of("version", Map.of("const", "v1")), "version"));
    }

    Map<String, Object> components() {
        return components;
    }

    static Map<String, Object> ref(String component) {
        return Map.of("$ref", "#/components/schemas/" + component);
    }

    /** A key as the name of a component. */
    private static String name(String key) {
        return key.replaceAll("[^A-Za-z0-9._-]", "-");
    }

    /** An object of these members and no other. */
    static Map<String, Object> object(Map<String, ?> members, String... required) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("type", "object");
        result.put("properties", members);
        if (required.length > 0) {
            result.put("required", List.of(required));
        }
        result.put("additionalProperties", false);
        return result;
    }

    static Map<String, Object> array(Map<String, Object> items) {
        return Map.of("type", "array", "items", items);
    }

    private static Map<String, Object> members(Object... namesAndSchemas) {
        Map<String, Object> result = new LinkedHashMap<>();
        for (int i = 0; i < namesAndSchemas.length; i += 2) {
            result.put((String) namesAndSchemas[i], namesAndSchemas[i + 1]);
        }
        return result;
    }

    private static Map<String, Object> errors() {
        Map<String, Object> source = object(members("pointer", TEXT, "parameter", TEXT));
        Map<String, Object> error =
                object(
                        members(
                                "detail",
                                TEXT,
                                "status",
                                Map.of("type", "string", "pattern", "^[45][0-9][0-9]$"),
                                "source",
                                source,
                                "code",
                                TEXT),
                        "detail",
                        "status",
                        "code");
        Map<String, Object> all = new LinkedHashMap<>(array(error));
        all.put("minItems", 1);
        return object(Map.of("errors", all), "errors");
    }

    /** Names the schema of the document that an operation answers with. */
    String document(OperationFacts facts) {
        ResourceType type = facts.requireAnswers();
        String name =
                name(type.key())
                        + (facts.many()
                                ? ".list." + name(facts.requireListing().key())
                                : ".document");
        if (!components.containsKey(name)) {
            components.put(name, facts.many() ? list(facts) : single(type));
        }
        return name;
    }

    private Map<String, Object> single(ResourceType type) {
        Map<String, Object> members = members("data", resource(type));
        included(type, members);
        if (!type.identified()) {
            return object(members, "data");
        }
        members.put("meta", ref("meta"));
        return object(members, "data", "meta");
    }

    private Map<String, Object> list(OperationFacts facts) {
        ResourceType type = facts.requireAnswers();
        Map<String, Object> pagination =
                object(
                        members("page", count(1), "pages", count(1), "count", count(0)),
                        "page",
                        "pages",
                        "count");
        Map<String, Object> version = Map.of("const", "v1");
        boolean always = facts.requireListing().paging() == Listing.Paging.PAGED;
        Map<String, Object> meta =
                always
                        ? object(
                                members("pagination", pagination, "version", version),
                                "pagination",
                                "version")
                        : object(members("pagination", pagination, "version", version), "version");
        Map<String, Object> orNone = Map.of("anyOf", List.of(ADDRESS, Map.of("type", "null")));
        Map<String, Object> links =
                object(
                        members("first", ADDRESS, "last", ADDRESS, "next", orNone, "prev", orNone),
                        "first",
                        "last",
                        "next",
                        "prev");
        Map<String, Object> members =
                members("links", links, "data", array(resource(type)), "meta", meta);
        included(type, members);
        return always ? object(members, "links", "data", "meta") : object(members, "data", "meta");
    }

    private static Map<String, Object> count(int least) {
        return Map.of("type", "integer", "minimum", least);
    }

    private void included(ResourceType type, Map<String, Object> members) {
        Set<ResourceType> reached = reached(type);
        if (!reached.isEmpty()) {
            List<Object> any = new ArrayList<>();
            reached.forEach(each -> any.add(resource(each)));
            members.put("included", array(Map.of("anyOf", any)));
        }
    }

    /** The types that the includes of {@code type} lead to. */
    Set<ResourceType> reached(ResourceType type) {
        Set<ResourceType> result = new LinkedHashSet<>();
        for (String path : type.includes()) {
            ResourceType at = type;
            for (String step : path.split("\\.", -1)) {
                Relationship relationship = at.relationships().get(step);
                if (relationship != null) {
                    at = registry.type(relationship.type());
                    result.add(at);
                }
            }
        }
        return result;
    }

    /** Refers to the schema of one object of the type. */
    private Map<String, Object> resource(ResourceType type) {
        String name = name(type.key());
        if (!components.containsKey(name)) {
            Map<String, Object> attributes = new LinkedHashMap<>();
            type.attributes().values().forEach(a -> attributes.put(a.name(), a.kind().schema()));
            Map<String, Object> relationships = new LinkedHashMap<>();
            type.relationships().values().forEach(r -> relationships.put(r.name(), given(r)));
            Map<String, Object> members = members("type", Map.of("const", type.name()));
            if (type.identified()) {
                members.put("id", id(type));
            }
            members.put("attributes", object(attributes));
            if (!relationships.isEmpty()) {
                members.put("relationships", object(relationships));
            }
            if (type.path() != null) {
                members.put("links", object(Map.of("self", ADDRESS), "self"));
            }
            components.put(
                    name,
                    type.identified()
                            ? object(members, "type", "id", "attributes")
                            : object(members, "type", "attributes"));
        }
        return ref(name);
    }

    private static Map<String, Object> id(ResourceType type) {
        return type.origin() == null ? TEXT : Map.of("type", "string", "format", "uuid");
    }

    private static Map<String, Object> given(Relationship relationship) {
        Map<String, Object> identifier =
                object(
                        members(
                                "type",
                                Map.of("const", relationship.type()),
                                "id",
                                TEXT,
                                "meta",
                                Map.of("type", "object")),
                        "type",
                        "id");
        if (relationship.many()) {
            Map<String, Object> meta = object(Map.of("count", count(0)), "count");
            return object(members("data", array(identifier), "meta", meta), "data", "meta");
        }
        return object(
                Map.of("data", Map.of("anyOf", List.of(identifier, Map.of("type", "null")))),
                "data");
    }

    /** Names the schema of the document that a write takes. */
    String request(RequestType request) {
        String name = "request." + name(request.key());
        components.putIfAbsent(
                name,
                Map.of(
                        "type",
                        "object",
                        "required",
                        List.of("data"),
                        "properties",
                        Map.of(
                                "data",
                                request.shape() == RequestType.Shape.IDENTIFIERS
                                        ? array(taken(request.type()))
                                        : taken(request))));
        return name;
    }

    private static Map<String, Object> taken(RequestType request) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        request.inputs()
                .values()
                .forEach(input -> attributes.put(input.name(), input.kind().requestSchema()));
        Map<String, Object> relationships = new LinkedHashMap<>();
        request.links().values().forEach(link -> relationships.put(link.name(), taken(link)));
        request.ignored().forEach(name -> attributes.putIfAbsent(name, Map.of()));
        request.ignored().forEach(name -> relationships.putIfAbsent(name, Map.of()));
        boolean create = request.shape() == RequestType.Shape.CREATE;
        String[] attributesNeeded =
                request.inputs().values().stream()
                        .filter(input -> create && input.required())
                        .map(Input::name)
                        .toArray(String[]::new);
        String[] linksNeeded =
                request.links().values().stream()
                        .filter(link -> create && link.required())
                        .map(InputLink::name)
                        .toArray(String[]::new);
        Map<String, Object> members =
                members(
                        "type",
                        Map.of("const", request.type()),
                        "attributes",
                        object(attributes, attributesNeeded),
                        "relationships",
                        object(relationships, linksNeeded));
        if (!create) {
            members.put("id", Map.of("type", "string", "format", "uuid"));
        }
        List<String> needed = needed(create, attributesNeeded.length > 0, linksNeeded.length > 0);
        return Map.of("type", "object", "required", needed, "properties", members);
    }

    private static List<String> needed(boolean create, boolean attributes, boolean links) {
        List<String> needed = new ArrayList<>(List.of("type"));
        if (attributes) {
            needed.add("attributes");
        }
        if (links) {
            needed.add("relationships");
        }
        if (!create) {
            needed.add("id");
        }
        return needed;
    }

    private static Map<String, Object> taken(InputLink link) {
        Map<String, Object> one = taken(link.type());
        Object data =
                link.many()
                        ? array(one)
                        : link.required()
                                ? one
                                : Map.of("anyOf", List.of(one, Map.of("type", "null")));
        return Map.of(
                "type", "object", "required", List.of("data"), "properties", Map.of("data", data));
    }

    private static Map<String, Object> taken(String type) {
        return Map.of(
                "type",
                "object",
                "required",
                List.of("type", "id"),
                "properties",
                members(
                        "type",
                        Map.of("const", type),
                        "id",
                        Map.of("type", "string", "format", "uuid")));
    }
}
