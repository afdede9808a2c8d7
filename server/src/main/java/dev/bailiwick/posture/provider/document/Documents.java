package dev.bailiwick.posture.provider.document;

import dev.bailiwick.posture.jsonapi.value.InvalidValueException;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Documents as texts, lists and maps, and back as JSON, which YAML readers take too. */
final class Documents {

    /** Characters of one. */
    static final int LONGEST = 65_536;

    private static final int DEPTH = 20;

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

    private Documents() {}

    /**
     * @return made of {@code Map<String, Object>}, {@code List<Object>} and {@code String} alone
     * @throws InvalidValueException that says at which line
     */
    static Object yaml(String text) {
        requireLength(text);
        return PlainYaml.read(text);
    }

    /** As {@link #yaml}, of JSON; numbers and the like become texts. */
    static Object json(String text) {
        requireLength(text);
        try {
            return value(JSON.readTree(text));
        } catch (JacksonException broken) {
            TokenStreamLocation place = broken.getLocation();
            throw broken(
                    place == null
                            ? "This is not JSON."
                            : "This is not JSON: line %d, column %d."
                                    .formatted(place.getLineNr(), place.getColumnNr()));
        }
    }

    private static Object value(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            node.forEachEntry((name, member) -> map.put(name, value(member)));
            return map;
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(each -> list.add(value(each)));
            return list;
        }
        return node.asString();
    }

    static String written(Object document) {
        return JSON.writeValueAsString(document);
    }

    static InvalidValueException broken(String detail) {
        return new InvalidValueException("invalid", detail);
    }

    private static void requireLength(String text) {
        if (text.length() > LONGEST) {
            throw new InvalidValueException(
                    "max_length", "Ensure this field has no more than " + LONGEST + " characters.");
        }
    }
}
