package dev.bailiwick.posture.text;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What strangers say, as it can be kept and shown: a server, a cluster or a program may send what
 * no database takes, and what does something to a terminal.
 */
public final class PlainText {

    /**
     * What terminals take for orders (ECMA-48), each with all that belongs to it: strings that end,
     * such as titles and links; sequences with parameters; and short ones, as which strings that do
     * not end begin. Each stops at the next, so that a long text needs a step for each character.
     */
    private static final Pattern ORDERS =
            Pattern.compile(
                    "(?:\\e[PX\\]^_]|[\\x90\\x98\\x9D-\\x9F])[^\\x07\\e\\x90\\x98\\x9C-\\x9F]*+(?:\\x07|\\x9C|\\e\\\\)|(?:\\e\\[|\\x9B)[0-?]*+["
                        + " -/]*+[@-~]?+|\\e[ -/]*+[0-~]?+");

    private static final Pattern SPACES = Pattern.compile("[\\t\\n\\x0B\\f\\r\\x85\\p{Zl}\\p{Zp}]");

    /** With those that turn the text around; what joins letters stays, as scripts need it. */
    private static final Pattern CONTROLS =
            Pattern.compile("[\\p{Cc}\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]");

    private static final Pattern HALVES = Pattern.compile("\\p{Cs}");

    private PlainText() {}

    /** In one line, without control characters and halves of surrogate pairs. */
    public static String of(String said) {
        String unordered = ORDERS.matcher(said).replaceAll("");
        String line = SPACES.matcher(unordered).replaceAll(" ");
        String seen = CONTROLS.matcher(line).replaceAll("");
        return HALVES.matcher(seen).replaceAll("\uFFFD");
    }

    /** As {@link #of}, of all texts in it, however deep. */
    public static Map<String, Object> within(Map<String, Object> result) {
        return map(result);
    }

    /** Nothing is lost: names that are the same once they are plain are told apart by a number. */
    private static Map<String, Object> map(Map<?, ?> map) {
        Map<String, Object> plain = new LinkedHashMap<>();
        map.forEach(
                (name, value) -> plain.put(free(of(Objects.toString(name)), plain), value(value)));
        return Collections.unmodifiableMap(plain);
    }

    private static String free(String name, Map<String, Object> taken) {
        String free = name;
        for (int n = 2; taken.containsKey(free); n++) {
            free = "%s (%d)".formatted(name, n);
        }
        return free;
    }

    @SuppressWarnings("NullAway") // results may hold null
    private static Object value(@Nullable Object value) {
        return switch (value) {
            case String text -> of(text);
            case List<?> list -> list.stream().map(PlainText::value).toList();
            case Map<?, ?> map -> map(map);
            case null, default -> value;
        };
    }
}
