package dev.bailiwick.checks.files;

import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.UnreadableException;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Set;

/** One value written as JSON. */
public final class JsonText {

    /** More than an object of a cluster has room for; what is longer is not read at all. */
    private static final int LONGEST = 2 * 1024 * 1024;

    /** Names of strangers are not kept for the next text, which would be for ever. */
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(Tree.DEPTH)
                                    .maxNumberLength(100)
                                    .maxStringLength(LONGEST)
                                    .build())
                    .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    /** For what is looked through and not kept, its names included. */
    private static final JsonFactory THROUGH =
            FACTORY.rebuild()
                    .streamReadConstraints(StreamReadConstraints.defaults())
                    .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private final JsonParser parser;

    /** The line of the file in which the text begins; 0 if nobody knows. */
    private final int first;

    private final boolean placeholders;

    private final Tree tree = new Tree();

    private JsonText(JsonParser parser, int first, boolean placeholders) {
        this.parser = parser;
        this.first = first;
        this.placeholders = placeholders;
    }

    /**
     * @return as {@link Fields} names the kinds of values; null if {@code null} is what is written
     */
    public static @Nullable Object read(String text) throws UnreadableException {
        return read(text, 1);
    }

    /**
     * As {@link #read(String)}, of a text within a file.
     *
     * @param first the line of the file in which it begins; 0 if nobody knows, and then there are
     *     no lines
     */
    public static @Nullable Object read(String text, int first) throws UnreadableException {
        return read(text, first, false);
    }

    /** As {@link #read(String)}, where a placeholder is not known. */
    static @Nullable Object readToBeFilled(String text) throws UnreadableException {
        return read(text, 1, true);
    }

    private static @Nullable Object read(String text, int first, boolean placeholders)
            throws UnreadableException {
        try {
            return read(FACTORY.createParser(ObjectReadContext.empty(), text), first, placeholders);
        } catch (JacksonException e) {
            throw told(e);
        }
    }

    /**
     * As {@link #read(String)}, as it comes and of what no reader will look for by its lines.
     *
     * @throws IOException if {@code in} fails
     */
    public static @Nullable Object unplaced(InputStream in)
            throws IOException, UnreadableException {
        try {
            return read(FACTORY.createParser(ObjectReadContext.empty(), in), 0, false);
        } catch (JacksonIOException e) {
            throw e.getCause();
        } catch (JacksonException e) {
            throw told(e);
        }
    }

    /**
     * Whether {@code in} may be an object that has all these names. What is no JSON to its end may
     * be anything.
     *
     * @throws IOException if {@code in} fails
     */
    static boolean mayHave(Set<String> names, InputStream in) throws IOException {
        try (JsonParser parser = THROUGH.createParser(ObjectReadContext.empty(), in)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token != JsonToken.START_OBJECT) {
                    parser.skipChildren();
                } else if (has(names, parser)) {
                    return true;
                }
            }
            return false;
        } catch (JacksonIOException e) {
            throw e.getCause();
        } catch (JacksonException e) {
            return true;
        }
    }

    private static boolean has(Set<String> names, JsonParser object) {
        var missing = new HashSet<>(names);
        while (object.nextToken() != JsonToken.END_OBJECT) {
            missing.remove(object.currentName());
            object.nextToken();
            object.skipChildren();
        }
        return missing.isEmpty();
    }

    private static @Nullable Object read(JsonParser opened, int first, boolean placeholders)
            throws UnreadableException {
        try (JsonParser parser = opened) {
            var reader = new JsonText(parser, first, placeholders);
            Object value = reader.value(parser.nextToken(), 0);
            if (parser.nextToken() != null) {
                throw new UnreadableException(reader.line(), "more than one value");
            }
            return value;
        }
    }

    private static UnreadableException told(JacksonException failure) {
        int line =
                failure.getLocation() == null ? 0 : Math.max(0, failure.getLocation().getLineNr());
        return new UnreadableException(line, "no JSON: " + firstLine(failure.getOriginalMessage()));
    }

    private static String firstLine(@Nullable String message) {
        String first = String.valueOf(message).lines().findFirst().orElse("");
        return first.length() > 200 ? first.substring(0, 200) + "…" : first;
    }

    private @Nullable Object value(@Nullable JsonToken token, int depth)
            throws UnreadableException {
        tree.node(line(), depth);
        return switch (token) {
            case START_OBJECT -> object(depth);
            case START_ARRAY -> array(depth);
            case VALUE_STRING ->
                    placeholders
                            ? tree.toBeFilled(line(), parser.getString())
                            : tree.text(line(), parser.getString());
            case VALUE_NUMBER_INT ->
                    parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                            ? (Object) parser.getDoubleValue()
                            : (Object) parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case null -> throw new UnreadableException(line(), "no JSON: it is empty");
            default -> throw new UnreadableException(line(), "no JSON");
        };
    }

    private Fields object(int depth) throws UnreadableException {
        int line = first == 0 ? 0 : first - 1 + line();
        tree.map(line());
        var values = new LinkedHashMap<String, Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            tree.name(line(), name);
            Object value = value(parser.nextToken(), depth + 1);
            if (value != null) {
                values.put(name, value);
            }
        }
        return Fields.of(line, values);
    }

    private Elements array(int depth) throws UnreadableException {
        tree.list(line());
        var values = new ArrayList<Object>();
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            Object value = value(token, depth + 1);
            if (value != null) {
                values.add(value);
            }
        }
        return Elements.of(values);
    }

    private int line() {
        return Math.max(1, parser.currentTokenLocation().getLineNr());
    }
}
