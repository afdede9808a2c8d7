package dev.bailiwick.posture.jsonapi.value;

import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A kind of value: how it is read from a query parameter and from a request document, how it is
 * written, and how OpenAPI describes it. Immutable; each {@code with}-like method returns a
 * narrower kind.
 *
 * @param <T> what the value is in Java and in jOOQ fields
 */
public final class Kind<T> {

    private final Codec<T> codec;
    private final Map<String, Object> schema;
    private final List<Rule<T>> rules;
    private final boolean nullable;

    private Kind(
            Codec<T> codec, Map<String, Object> schema, List<Rule<T>> rules, boolean nullable) {
        this.codec = codec;
        this.schema = Collections.unmodifiableMap(new LinkedHashMap<>(schema));
        this.rules = List.copyOf(rules);
        this.nullable = nullable;
    }

    static <T> Kind<T> of(Codec<T> codec, Map<String, Object> schema) {
        return new Kind<>(codec, schema, List.of(), false);
    }

    /** Text; blanks around it are removed, and nothing but blanks is refused. */
    public static Kind<String> text() {
        return blankableText()
                .rule("blank", "This field may not be blank.", text -> !text.isEmpty());
    }

    /** Text that may be empty; blanks around it are removed. */
    public static Kind<String> blankableText() {
        return of(Codecs.TEXT, Map.of("type", "string"));
    }

    /** Text taken as it stands, such as a password; the empty text is refused. */
    public static Kind<String> verbatim() {
        return of(Codecs.VERBATIM, Map.of("type", "string"))
                .rule("blank", "This field may not be blank.", text -> !text.isEmpty());
    }

    /** An e-mail address of at most 254 characters, blanks around it removed, case kept. */
    public static Kind<String> email() {
        return text().with("format", "email")
                .length(0, 254)
                .rule("invalid", "Enter a valid email address.", Codecs::isEmail);
    }

    public static Kind<UUID> uuid() {
        return of(Codecs.UUID, Map.of("type", "string", "format", "uuid"));
    }

    /** {@code true} or {@code false}; as a filter anything else means no filter. */
    public static Kind<Boolean> bool() {
        return of(Codecs.BOOLEAN, Map.of("type", "boolean"));
    }

    public static Kind<Integer> integer() {
        return of(Codecs.INTEGER, Map.of("type", "integer", "format", "int32"))
                .with("minimum", Integer.MIN_VALUE)
                .with("maximum", Integer.MAX_VALUE);
    }

    public static Kind<Long> bigInteger() {
        return of(Codecs.LONG, Map.of("type", "integer", "format", "int64"))
                .with("minimum", Long.MIN_VALUE)
                .with("maximum", Long.MAX_VALUE);
    }

    /** A point in time, written in UTC. */
    public static Kind<OffsetDateTime> timestamp() {
        return of(Codecs.TIMESTAMP, Map.of("type", "string", "format", "date-time"));
    }

    /** A date or a time as filters take it; not for attributes. */
    public static Kind<Moments> moments() {
        return of(
                Codecs.MOMENTS,
                Map.of(
                        "anyOf",
                        List.of(
                                Map.of("type", "string", "format", "date"),
                                Map.of("type", "string", "format", "date-time"))));
    }

    /** One of the words, in the order given. */
    public static Kind<String> words(String... words) {
        List<String> known = List.of(words);
        return of(Codecs.words(known), Map.of("type", "string", "enum", known));
    }

    /** One of the words; the database holds its position, from zero. */
    public static Kind<Short> codes(String... words) {
        List<String> known = List.of(words);
        return of(Codecs.codes(known), Map.of("type", "string", "enum", known));
    }

    /** A list of texts. */
    public static Kind<String[]> texts() {
        return of(Codecs.TEXTS, Map.of("type", "array", "items", Map.of("type", "string")));
    }

    /** Any JSON, passed through without being parsed. */
    public static Kind<JSONB> json() {
        return of(Codecs.JSON, Map.of());
    }

    /** A JSON object, passed through without being parsed. */
    public static Kind<JSONB> object() {
        return of(Codecs.OBJECT, Map.of("type", "object"));
    }

    /** A JSON object whose text is read by {@code parse}; not for attributes that are shown. */
    public static <T> Kind<T> object(Function<String, T> parse) {
        return of(Codecs.object(parse), Map.of("type", "object"));
    }

    /** A JSON object with these members, for computed attributes given as a {@link Map}. */
    public static Kind<Map<String, ?>> object(Map<String, Kind<?>> members) {
        Map<String, Object> properties = new LinkedHashMap<>();
        members.forEach((name, kind) -> properties.put(name, kind.schema()));
        return of(Codecs.MAP, Map.of("type", "object", "properties", properties));
    }

    /** A kind whose text form is read by {@code parse} and written by {@code shown}. */
    public static <T> Kind<T> parsed(Function<String, T> parse, Function<T, String> shown) {
        return of(Codecs.parsed(parse, shown), Map.of("type", "string"));
    }

    /** With at least {@code least} and at most {@code most} characters (code points). */
    public Kind<T> length(int least, int most) {
        Kind<T> result = this;
        if (least > 0) {
            result =
                    result.with("minLength", least)
                            .rule(
                                    "min_length",
                                    "Ensure this field has at least " + least + " characters.",
                                    value -> Codecs.length(value) >= least);
        }
        return result.with("maxLength", most)
                .rule(
                        "max_length",
                        "Ensure this field has no more than " + most + " characters.",
                        value -> Codecs.length(value) <= most);
    }

    /** A number from {@code least} to {@code most}, both included. */
    public Kind<T> between(long least, long most) {
        return with("minimum", least)
                .with("maximum", most)
                .rule(
                        "min_value",
                        "Ensure this value is greater than or equal to " + least + ".",
                        value -> ((Number) value).longValue() >= least)
                .rule(
                        "max_value",
                        "Ensure this value is less than or equal to " + most + ".",
                        value -> ((Number) value).longValue() <= most);
    }

    /** With a rule of its own; {@code detail} is one sentence for the client. */
    public Kind<T> rule(String code, String detail, Predicate<T> holds) {
        return rule(code, value -> holds.test(value) ? Optional.empty() : Optional.of(detail));
    }

    /**
     * With a rule of its own; {@code fault} says in a sentence how a value breaks it, if it does.
     */
    public Kind<T> rule(String code, Function<T, Optional<String>> fault) {
        List<Rule<T>> more = new ArrayList<>(rules);
        more.add(new Rule<>(code, fault));
        return new Kind<>(codec, schema, more, nullable);
    }

    /** May be null. */
    public Kind<T> nullable() {
        return new Kind<>(codec, schema, rules, true);
    }

    /** With one more keyword of its JSON Schema, such as {@code description}. */
    public Kind<T> with(String keyword, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(schema);
        more.put(keyword, value);
        return new Kind<>(codec, more, rules, nullable);
    }

    /** The words of an enumeration; empty for other kinds. */
    public List<String> words() {
        if (schema.get("enum") instanceof List<?> words) {
            return words.stream().map(String::valueOf).toList();
        }
        return List.of();
    }

    /** The JSON Schema of what is taken, which may be stricter than that of what is given out. */
    public Map<String, Object> requestSchema() {
        Map<String, Object> result = schema();
        boolean free = !schema.containsKey("enum") && !schema.containsKey("format");
        if (free && "string".equals(schema.get("type"))) {
            boolean blank = rules.stream().noneMatch(rule -> rule.code().equals("blank"));
            result.putIfAbsent(
                    "pattern", blank ? "^[^\\u0000]*$" : "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$");
        }
        return result;
    }

    /** The JSON Schema of a query parameter: rules of attributes do not apply there. */
    public Map<String, Object> parameterSchema() {
        if ("boolean".equals(schema.get("type"))) {
            return Map.of("anyOf", List.of(Map.of("type", "boolean"), Map.of("type", "string")));
        }
        Map<String, Object> bare = new LinkedHashMap<>(schema);
        List.of("minLength", "maxLength").forEach(bare::remove);
        if ("int32".equals(schema.get("format"))) {
            bare.putAll(integer().schema);
        }
        return new Kind<>(codec, bare, List.of(), false).requestSchema();
    }

    /** Its JSON Schema. */
    public Map<String, Object> schema() {
        Map<String, Object> result = new LinkedHashMap<>(schema);
        if (nullable && schema.get("type") instanceof String type) {
            result.put("type", List.of(type, "null"));
            if (schema.get("enum") instanceof List<?> words) {
                List<@Nullable Object> orNull = new ArrayList<>(words);
                orNull.add(null);
                result.put("enum", orNull);
            }
        }
        return result;
    }

    /**
     * Reads a filter's text; the rules of attributes (lengths and the like) do not apply to it.
     *
     * @return null where the text means "no filter"
     * @throws InvalidValueException if it cannot be read
     */
    public @Nullable T fromText(String text) {
        return codec.fromText().read(text);
    }

    /**
     * Reads a value of a request document.
     *
     * @throws InvalidValueException at the first rule that it breaks
     */
    public @Nullable T fromJson(JsonNode node) {
        if (node.isNull()) {
            if (nullable) {
                return null;
            }
            throw new InvalidValueException("null", "This field may not be null.");
        }
        T value = codec.fromJson().apply(node);
        for (Rule<T> rule : rules) {
            rule.fault()
                    .apply(value)
                    .ifPresent(
                            detail -> {
                                throw new InvalidValueException(rule.code(), detail);
                            });
        }
        return value;
    }

    /** What documents show of {@code value}. */
    @SuppressWarnings("unchecked") // declarations pair a field with the kind of its own type
    public @Nullable Object shown(@Nullable Object value) {
        return value == null ? null : codec.shown().apply((T) value);
    }

    /** The three directions of a kind. */
    record Codec<T>(
            Reader<T> fromText, Function<JsonNode, T> fromJson, Function<T, Object> shown) {}

    /** Reads the text of a query parameter. */
    interface Reader<T> {
        @Nullable T read(String text);
    }

    private record Rule<T>(String code, Function<T, Optional<String>> fault) {}
}
