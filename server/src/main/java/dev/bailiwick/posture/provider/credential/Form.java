package dev.bailiwick.posture.provider.credential;

import dev.bailiwick.posture.jsonapi.Input;
import dev.bailiwick.posture.jsonapi.error.ApiError;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.jsonapi.request.UnknownFields;
import dev.bailiwick.posture.jsonapi.value.InvalidValueException;
import dev.bailiwick.posture.jsonapi.value.Kind;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.IntNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The fields that one kind of credentials is sent as, and what is made of them. Immutable. */
final class Form {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String PLACE = "/data/attributes/secret";
    private static final int MOST_UNKNOWN = 20;
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");

    private final String title;
    private final Map<String, Input<?>> fields;
    private final Set<String> dropped;
    private final List<Rule> rules;
    private final Function<Given, Credentials> make;

    private Form(Builder builder, Function<Given, Credentials> make) {
        this.title = builder.title;
        this.fields = new LinkedHashMap<>(builder.fields);
        this.dropped = Set.copyOf(builder.dropped);
        this.rules = List.copyOf(builder.rules);
        this.make = make;
    }

    static Builder of(String title) {
        return new Builder(title);
    }

    /**
     * @param secret an object
     * @throws ApiException with all that is wrong with it
     */
    Accepted read(JsonNode secret) {
        List<ApiError> faults = new ArrayList<>();
        requireKnown(secret, faults);
        Given given = new Given();
        fields.values().forEach(field -> read(field, secret, given, faults));
        if (faults.isEmpty()) {
            rules.forEach(rule -> rule.fault(given).ifPresent(faults::add));
        }
        if (!faults.isEmpty()) {
            throw ApiException.of(faults);
        }
        return new Accepted(make.apply(given), new Hidden(kept(given)));
    }

    private String kept(Given given) {
        Map<String, Object> values = new LinkedHashMap<>(given.values());
        fields.forEach(
                (name, field) -> {
                    if (isA("object", field.kind()) && values.get(name) instanceof String text) {
                        values.put(name, JSON.readTree(text));
                    }
                });
        return JSON.writeValueAsString(values);
    }

    private static boolean isA(String type, Kind<?> kind) {
        return type.equals(kind.schema().get("type"));
    }

    private void requireKnown(JsonNode secret, List<ApiError> faults) {
        secret.propertyNames().stream()
                .filter(name -> !fields.containsKey(name) && !dropped.contains(name))
                .sorted()
                .limit(MOST_UNKNOWN)
                .map(name -> UnknownFields.fault(PLACE, name, fields.keySet()))
                .forEach(faults::add);
    }

    private static void read(Input<?> field, JsonNode secret, Given given, List<ApiError> faults) {
        JsonNode node = secret.get(field.name());
        if (node == null) {
            if (field.required()) {
                faults.add(Rule.at(field, "required", "This field is required."));
            }
            return;
        }
        try {
            Object value = field.kind().fromJson(asSent(field.kind(), node));
            if (value != null) {
                given.put(field, value);
            }
        } catch (InvalidValueException wrong) {
            faults.add(Rule.at(field, wrong.code(), wrong.detail()));
        }
    }

    /** Clients send what was typed into a form: a number may be a text. */
    private static JsonNode asSent(Kind<?> kind, JsonNode node) {
        return isA("integer", kind)
                        && node.isString()
                        && DIGITS.matcher(node.stringValue()).matches()
                ? IntNode.valueOf(Integer.parseInt(node.stringValue()))
                : node;
    }

    /** Its JSON Schema. */
    Map<String, Object> schema() {
        Map<String, Object> members = new LinkedHashMap<>();
        fields.forEach((name, field) -> members.put(name, field.kind().requestSchema()));
        dropped.forEach(name -> members.put(name, Map.of()));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("title", title);
        schema.put("properties", members);
        schema.put(
                "required",
                fields.values().stream().filter(Input::required).map(Input::name).toList());
        schema.put("additionalProperties", false);
        return schema;
    }

    /** Collects a declaration. Not for use by several threads. */
    static final class Builder {

        private final String title;
        private final Map<String, Input<?>> fields = new LinkedHashMap<>();
        private final Set<String> dropped = new LinkedHashSet<>();
        private final List<Rule> rules = new ArrayList<>();

        private Builder(String title) {
            this.title = title;
        }

        Builder with(Input<?>... more) {
            List.of(more).forEach(each -> fields.put(each.name(), each));
            return this;
        }

        /** Fields that clients send and nobody needs. */
        Builder dropping(String... names) {
            dropped.addAll(List.of(names));
            return this;
        }

        Builder where(Rule rule) {
            rules.add(rule);
            return this;
        }

        Form making(Function<Given, Credentials> make) {
            return new Form(this, make);
        }
    }
}
