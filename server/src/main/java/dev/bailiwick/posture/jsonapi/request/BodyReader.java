package dev.bailiwick.posture.jsonapi.request;

import dev.bailiwick.posture.jsonapi.Input;
import dev.bailiwick.posture.jsonapi.InputLink;
import dev.bailiwick.posture.jsonapi.RequestType;
import dev.bailiwick.posture.jsonapi.RequestType.Shape;
import dev.bailiwick.posture.jsonapi.error.ApiError;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.jsonapi.value.InvalidValueException;
import dev.bailiwick.posture.jsonapi.value.Kind;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Reads one request document and gathers all faults in it. For one use. */
final class BodyReader {

    /** Deeper than any document of the API, shallow enough for every stack. */
    private static final int DEPTH = 64;

    private static final int MOST_UNKNOWN = 20;

    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEPTH)
                                                    .maxNumberLength(100)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final RequestType request;
    private final @Nullable String pathId;
    private final List<ApiError> errors = new ArrayList<>();

    /**
     * @param pathId the id that the path names; null where it names none
     */
    BodyReader(RequestType request, @Nullable String pathId) {
        this.request = request;
        this.pathId = pathId;
    }

    /**
     * @throws ApiException if the document is malformed, of another type, or breaks a rule
     */
    Body read(InputStream in) {
        JsonNode data = data(document(in));
        if (!data.isObject()) {
            throw ApiException.invalid("The document's data must be one resource object.");
        }
        requireType(data.get("type"));
        requireId(data.get("id"));
        JsonNode attributes = member(data, "attributes");
        JsonNode relationships = member(data, "relationships");
        requireKnown(attributes, relationships);
        Map<String, @Nullable Object> values = new HashMap<>();
        request.inputs().values().forEach(input -> read(input, attributes, values));
        Map<String, List<Body.Ref>> links = new HashMap<>();
        request.links().values().forEach(link -> read(link, relationships, links));
        if (!errors.isEmpty()) {
            throw ApiException.of(errors);
        }
        return new Body(values, links);
    }

    /**
     * @throws ApiException if the document is no list of identifiers of the type
     */
    Identifiers readIdentifiers(InputStream in) {
        JsonNode document = document(in);
        if (request.isTolerant() && !named(document)) {
            return new Identifiers(
                    List.of(),
                    document.isMissingNode()
                            ? Identifiers.Given.NO_DOCUMENT
                            : Identifiers.Given.NOTHING);
        }
        JsonNode data = data(document);
        if (!data.isArray()) {
            throw ApiException.invalid("The document's data must be a list of identifiers.");
        }
        Set<UUID> ids = new LinkedHashSet<>();
        for (JsonNode each : data) {
            Body.Ref ref = ref(each, request.type(), "/data");
            if (ref != null) {
                ids.add(ref.id());
            }
        }
        if (!errors.isEmpty()) {
            throw ApiException.of(errors);
        }
        return new Identifiers(List.copyOf(ids), Identifiers.Given.LIST);
    }

    /** Whether there is a document whose data could name something. */
    private static boolean named(JsonNode document) {
        if (document.isMissingNode()) {
            return false;
        }
        JsonNode data = document.isObject() ? document.get("data") : document;
        if (data == null) {
            return true;
        }
        return !data.isNull()
                && !data.isString()
                && !(data.isArray()
                        && !data.isEmpty()
                        && data.valueStream().allMatch(JsonNode::isString));
    }

    private static JsonNode document(InputStream in) {
        try {
            return JSON.readTree(in);
        } catch (JacksonException malformed) {
            throw malformed(malformed);
        }
    }

    private static JsonNode data(JsonNode document) {
        JsonNode data = document.isObject() ? document.get("data") : null;
        if (data == null || data.isNull()) {
            throw ApiException.invalid("The document has no primary data.");
        }
        return data;
    }

    /** The place is told, the parser's own words are not. */
    private static ApiException malformed(JacksonException fault) {
        var place = fault.getLocation();
        return ApiException.of(
                ApiError.at(
                        "/data",
                        "parse_error",
                        place == null || place.getLineNr() < 0
                                ? "The body is not the JSON of a document."
                                : "The body is not the JSON of a document: line "
                                        + place.getLineNr()
                                        + ", column "
                                        + place.getColumnNr()
                                        + "."));
    }

    private void requireType(@Nullable JsonNode type) {
        if (type == null || !type.isString()) {
            throw ApiException.of(
                    ApiError.at("/data/type", "required", "The resource object must have a type."));
        }
        if (!type.stringValue().equals(request.type())) {
            throw ApiException.of(
                    new ApiError(
                            409,
                            "conflict",
                            "The type of this resource is '" + request.type() + "'.",
                            new ApiError.Source.Pointer("/data/type")));
        }
    }

    private void requireId(@Nullable JsonNode id) {
        if (request.shape() != Shape.CHANGE || pathId == null) {
            return;
        }
        if (id == null || !id.isString()) {
            throw ApiException.of(
                    ApiError.at("/data/id", "required", "The resource object must have an id."));
        }
        if (!id.stringValue().equalsIgnoreCase(pathId)) {
            throw ApiException.of(
                    new ApiError(
                            409,
                            "conflict",
                            "The id of the document is not the id of the path.",
                            new ApiError.Source.Pointer("/data/id")));
        }
    }

    private static JsonNode member(JsonNode data, String name) {
        JsonNode member = data.get(name);
        if (member == null) {
            return JSON.createObjectNode();
        }
        if (!member.isObject()) {
            throw ApiException.of(ApiError.at("/data/" + name, "invalid", "Must be an object."));
        }
        return member;
    }

    private void requireKnown(JsonNode attributes, JsonNode relationships) {
        addUnknown("/data/attributes", attributes, request.inputs().keySet());
        addUnknown("/data/relationships", relationships, request.links().keySet());
    }

    private void addUnknown(String place, JsonNode members, Collection<String> known) {
        members.propertyNames().stream()
                .filter(name -> !known.contains(name) && !request.ignored().contains(name))
                .sorted()
                .limit(MOST_UNKNOWN)
                .map(name -> UnknownFields.fault(place, name, known))
                .forEach(errors::add);
    }

    private void read(Input<?> input, JsonNode attributes, Map<String, @Nullable Object> values) {
        JsonNode node = attributes.get(input.name());
        if (node == null) {
            if (input.required() && request.shape() == Shape.CREATE) {
                errors.add(ApiError.attribute(input.name(), "required", "This field is required."));
            }
            return;
        }
        try {
            values.put(input.name(), input.kind().fromJson(node));
        } catch (InvalidValueException wrong) {
            errors.add(ApiError.attribute(input.name(), wrong.code(), wrong.detail()));
        }
    }

    private void read(InputLink link, JsonNode relationships, Map<String, List<Body.Ref>> links) {
        String pointer = "/data/relationships/" + link.name();
        JsonNode node = relationships.get(link.name());
        if (node == null) {
            if (link.required() && request.shape() == Shape.CREATE) {
                errors.add(ApiError.at(pointer, "required", "This field is required."));
            }
            return;
        }
        JsonNode data = node.isObject() ? node.get("data") : null;
        if (data == null) {
            errors.add(ApiError.at(pointer, "invalid", "A relationship must have data."));
        } else if (link.many()) {
            links.put(link.name(), refs(data, link, pointer));
        } else if (data.isNull()) {
            if (link.required()) {
                errors.add(ApiError.at(pointer, "null", "This field may not be null."));
            }
            links.put(link.name(), List.of());
        } else {
            Body.Ref ref = ref(data, link.type(), pointer);
            links.put(link.name(), ref == null ? List.of() : List.of(ref));
        }
    }

    private List<Body.Ref> refs(JsonNode data, InputLink link, String pointer) {
        if (!data.isArray()) {
            errors.add(ApiError.at(pointer, "not_a_list", "Expected a list of identifiers."));
            return List.of();
        }
        Map<UUID, Body.Ref> result = new LinkedHashMap<>();
        for (JsonNode each : data) {
            Body.Ref ref = ref(each, link.type(), pointer);
            if (ref != null) {
                result.putIfAbsent(ref.id(), ref);
            }
        }
        return List.copyOf(result.values());
    }

    private Body.@Nullable Ref ref(JsonNode node, String type, String pointer) {
        JsonNode given = node.isObject() ? node.get("type") : null;
        JsonNode id = node.isObject() ? node.get("id") : null;
        if (given == null || id == null) {
            errors.add(
                    ApiError.at(pointer, "incorrect_type", "An identifier has a type and an id."));
        } else if (!given.isString() || !given.stringValue().equals(type)) {
            errors.add(ApiError.at(pointer, "incorrect_type", "The type must be '" + type + "'."));
        } else {
            try {
                UUID value = Kind.uuid().fromJson(id);
                return value == null ? null : new Body.Ref(type, value);
            } catch (InvalidValueException wrong) {
                errors.add(ApiError.at(pointer, wrong.code(), wrong.detail()));
            }
        }
        return null;
    }
}
