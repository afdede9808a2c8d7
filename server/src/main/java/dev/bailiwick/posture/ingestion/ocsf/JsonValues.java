package dev.bailiwick.posture.ingestion.ocsf;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

import java.io.StringWriter;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Which JSON the database can keep, and copying it. */
final class JsonValues {

    static final String UNSTORABLE_TEXT = "has text with a NUL or half a surrogate pair";
    private static final String UNSTORABLE_NUMBER = "has a number out of all proportion";
    private static final JsonFactory JSON = new JsonFactory();
    private static final int LONGEST_NUMBER = 200;
    private static final int HIGHEST_EXPONENT = 1_000;

    private JsonValues() {}

    /** Whether PostgreSQL can keep {@code text}: it has no NUL and knows no lone surrogate. */
    static boolean storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                boolean pair =
                        Character.isHighSurrogate(c)
                                && i + 1 < text.length()
                                && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /**
     * A copied value.
     *
     * @param json empty text if there is a problem
     * @param problem why the database could not keep it
     */
    record Copied(String json, Optional<String> problem) {}

    /**
     * Copies the value that {@code parser} is at, which it is left at the end of.
     *
     * @param tooLarge asked before each part; once true, nothing more is copied
     */
    static Copied copy(JsonParser parser, BooleanSupplier tooLarge) {
        StringWriter text = new StringWriter(512);
        Optional<String> problem = Optional.empty();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            int depth = 0;
            JsonToken token = parser.currentToken();
            while (true) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (problem.isEmpty()) {
                    problem =
                            tooLarge.getAsBoolean()
                                    ? Optional.of("is too large")
                                    : problemOf(parser, token);
                }
                if (problem.isEmpty()) {
                    json.copyCurrentEventExact(parser);
                }
                if (depth == 0) {
                    break;
                }
                token = parser.nextToken();
            }
            if (problem.isPresent()) {
                // what was begun is thrown away: no end is missing in it
                json.configure(tools.jackson.core.StreamWriteFeature.AUTO_CLOSE_CONTENT, false);
            }
        }
        return new Copied(problem.isPresent() ? "" : text.toString(), problem);
    }

    private static Optional<String> problemOf(JsonParser parser, JsonToken token) {
        return switch (token) {
            case PROPERTY_NAME -> text(parser.currentName());
            case VALUE_STRING -> text(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getString());
            default -> Optional.empty();
        };
    }

    private static Optional<String> text(String text) {
        return storable(text) ? Optional.empty() : Optional.of(UNSTORABLE_TEXT);
    }

    private static Optional<String> number(String digits) {
        int e = Math.max(digits.indexOf('e'), digits.indexOf('E'));
        boolean fits = digits.length() <= LONGEST_NUMBER;
        if (fits && e >= 0) {
            String exponent = digits.substring(e + 1).replaceFirst("^[+-]?0*", "");
            fits =
                    exponent.length() <= 4
                            && (exponent.isEmpty()
                                    || Integer.parseInt(exponent) <= HIGHEST_EXPONENT);
        }
        return fits ? Optional.empty() : Optional.of(UNSTORABLE_NUMBER);
    }
}
