package dev.bailiwick.posture.jsonapi.value;

import dev.bailiwick.posture.jsonapi.value.Kind.Codec;

import org.jooq.JSONB;

import tools.jackson.databind.JsonNode;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** How the values of each {@link Kind} are read and written. */
final class Codecs {

    static final Codec<String> TEXT =
            new Codec<>(Codecs::wellFormed, node -> wellFormed(string(node).strip()), v -> v);

    static final Codec<String> VERBATIM =
            new Codec<>(Codecs::wellFormed, node -> wellFormed(string(node)), v -> v);

    static final Codec<java.util.UUID> UUID =
            new Codec<>(Codecs::uuid, node -> uuid(string(node)), v -> v);

    static final Codec<Boolean> BOOLEAN =
            new Codec<>(
                    text ->
                            switch (text) {
                                case "true", "True", "1" -> Boolean.TRUE;
                                case "false", "False", "0" -> Boolean.FALSE;
                                default -> null;
                            },
                    node -> {
                        if (!node.isBoolean()) {
                            throw new InvalidValueException("invalid", "Must be a valid boolean.");
                        }
                        return node.booleanValue();
                    },
                    v -> v);

    static final Codec<Integer> INTEGER =
            new Codec<>(
                    text -> Math.toIntExact(number(text, Integer.MAX_VALUE)),
                    node -> Math.toIntExact(number(node, Integer.MAX_VALUE)),
                    v -> v);

    static final Codec<Long> LONG =
            new Codec<>(
                    text -> number(text, Long.MAX_VALUE),
                    node -> number(node, Long.MAX_VALUE),
                    v -> v);

    static final Codec<OffsetDateTime> TIMESTAMP =
            new Codec<>(Moments::parseTime, node -> Moments.parseTime(string(node)), v -> v);

    static final Codec<Moments> MOMENTS =
            new Codec<>(Moments::parse, node -> Moments.parse(string(node)), v -> v.from());

    static final Codec<String[]> TEXTS =
            new Codec<>(text -> wellFormed(text).split(",", -1), Codecs::texts, v -> v);

    static final Codec<JSONB> JSON =
            new Codec<>(JSONB::valueOf, node -> JSONB.valueOf(node.toString()), v -> v);

    static final Codec<JSONB> OBJECT = object(JSONB::valueOf);

    static final Codec<Map<String, ?>> MAP =
            new Codec<>(
                    text -> {
                        throw new InvalidValueException("invalid", "Not a value for a filter.");
                    },
                    node -> {
                        throw new InvalidValueException("read_only", "This field is read-only.");
                    },
                    v -> v);

    private static final Pattern UUID_FORM =
            Pattern.compile(
                    "[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}");
    private static final Pattern INTEGER_FORM = Pattern.compile("[+-]?[0-9]{1,19}");
    private static final Pattern EMAIL_FORM =
            Pattern.compile(
                    "[\\w!#$%&'*+/=?^`{|}~-]+(?:\\.[\\w!#$%&'*+/=?^`{|}~-]+)*"
                            + "@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+"
                            + "[A-Za-z0-9-]{2,63}");

    private Codecs() {}

    static Codec<String> words(List<String> known) {
        return new Codec<>(
                text -> known(text, known), node -> known(string(node), known), word -> word);
    }

    static Codec<Short> codes(List<String> known) {
        Function<String, Short> parse = word -> (short) known.indexOf(known(word, known));
        return new Codec<>(
                parse::apply,
                node -> parse.apply(string(node)),
                code -> known.get(code.intValue()));
    }

    static <T> Codec<T> parsed(Function<String, T> parse, Function<T, String> shown) {
        return new Codec<>(
                text -> parse.apply(wellFormed(text)),
                node -> parse.apply(wellFormed(string(node))),
                shown::apply);
    }

    static <T> Codec<T> object(Function<String, T> parse) {
        return new Codec<>(
                parse::apply,
                node -> {
                    if (!node.isObject()) {
                        throw new InvalidValueException("invalid", "Must be an object.");
                    }
                    return parse.apply(node.toString());
                },
                v -> v);
    }

    static int length(Object value) {
        String text = (String) value;
        return text.codePointCount(0, text.length());
    }

    static boolean isEmail(String text) {
        return text.length() <= 254
                && text.indexOf('@') <= 64
                && EMAIL_FORM.matcher(text).matches();
    }

    /** PostgreSQL cannot hold a NUL, UTF-8 cannot hold half a surrogate pair. */
    static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw new InvalidValueException(
                        "null_characters_not_allowed", "Null characters are not allowed.");
            }
            if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new InvalidValueException(
                        "surrogate_characters_not_allowed",
                        "Half of a surrogate pair is not a character.");
            }
        }
        return text;
    }

    private static String string(JsonNode node) {
        if (!node.isString()) {
            throw new InvalidValueException("invalid", "Not a valid string.");
        }
        return node.stringValue();
    }

    private static java.util.UUID uuid(String text) {
        if (!UUID_FORM.matcher(text).matches()) {
            throw new InvalidValueException("invalid", "Must be a valid UUID.");
        }
        String digits = text.replace("-", "");
        return new java.util.UUID(
                Long.parseUnsignedLong(digits, 0, 16, 16),
                Long.parseUnsignedLong(digits, 16, 32, 16));
    }

    private static long number(JsonNode node, long most) {
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw new InvalidValueException("invalid", "A valid integer is required.");
        }
        return within(node.longValue(), most);
    }

    private static long number(String text, long most) {
        try {
            if (INTEGER_FORM.matcher(text).matches()) {
                return within(Long.parseLong(text), most);
            }
        } catch (NumberFormatException tooLong) {
            // said below
        }
        throw new InvalidValueException("invalid", "A valid integer is required.");
    }

    private static long within(long value, long most) {
        if (value > most || value < -most - 1) {
            throw new InvalidValueException("invalid", "A valid integer is required.");
        }
        return value;
    }

    private static String[] texts(JsonNode node) {
        if (!node.isArray()) {
            throw new InvalidValueException("not_a_list", "Expected a list of items.");
        }
        String[] result = new String[node.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = wellFormed(string(node.get(i)));
        }
        return result;
    }

    private static String known(String word, List<String> known) {
        if (!known.contains(word)) {
            throw new InvalidValueException(
                    "invalid_choice",
                    "Not a valid choice. Choose from: " + String.join(", ", known) + ".");
        }
        return word;
    }
}
