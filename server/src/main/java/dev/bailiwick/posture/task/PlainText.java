package dev.bailiwick.posture.task;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What strangers say, as it can be kept and shown: a server, a cluster or a program may send what
 * no database takes, and what does something to a terminal.
 */
public final class PlainText {

    private static final Pattern ESCAPES = Pattern.compile("\\e\\[[0-9;?]*[a-zA-Z]");
    private static final Pattern SPACES = Pattern.compile("[\\t\\n\\x0B\\f\\r\\x85\\p{Zl}\\p{Zp}]");
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cc}");
    private static final Pattern HALVES = Pattern.compile("\\p{Cs}");

    private PlainText() {}

    /** In one line, without control characters and halves of surrogate pairs. */
    public static String of(String said) {
        String unescaped = ESCAPES.matcher(said).replaceAll("");
        String line = SPACES.matcher(unescaped).replaceAll(" ");
        String seen = CONTROLS.matcher(line).replaceAll("");
        return HALVES.matcher(seen).replaceAll("\uFFFD");
    }

    /** As {@link #of}, of all texts in it, however deep. */
    static Map<String, Object> within(Map<String, Object> result) {
        Map<String, Object> plain = new LinkedHashMap<>();
        result.forEach((name, value) -> plain.put(of(name), value(value)));
        return Collections.unmodifiableMap(plain);
    }

    @SuppressWarnings("NullAway") // results may hold null
    private static Object value(@Nullable Object value) {
        return switch (value) {
            case String text -> of(text);
            case List<?> list -> list.stream().map(PlainText::value).toList();
            case Map<?, ?> map -> {
                Map<Object, Object> plain = new LinkedHashMap<>();
                map.forEach((name, each) -> plain.put(value(name), value(each)));
                yield plain;
            }
            case null, default -> value;
        };
    }
}
