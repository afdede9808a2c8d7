package dev.bailiwick.posture.edge.address;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * Reads the header {@code Forwarded} from its end, which is the proxy's own word: what the client
 * has left open or written wrongly hides none of it. Where something is no element, reading ends,
 * and all in front of that is as if nobody had said it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7239#section-4">RFC 7239, section 4</a>
 */
final class ForwardedElements {

    private static final String DELIMITERS = "\"(),/:;<=>?@[\\]{}";

    /** Unquoted addresses with ports, which the RFC does not allow, are usual. */
    private static final String NOT_BARE = "\",;=\\";

    private static final Pattern QUOTED_PAIR = Pattern.compile("\\\\(.)", Pattern.DOTALL);

    private final String text;
    private final Deque<Map<String, String>> elements;

    /** What has not been read yet ends here. */
    private int end;

    private ForwardedElements(String text, Deque<Map<String, String>> elements) {
        this.text = text;
        this.elements = elements;
        this.end = text.length();
    }

    /**
     * The parameters of each hop, their names in lower case.
     *
     * @param values of the header, in order
     */
    static List<Map<String, String>> of(List<String> values) {
        Deque<Map<String, String>> elements = new ArrayDeque<>();
        for (String value : values.reversed()) {
            if (!new ForwardedElements(value, elements).read()) {
                break;
            }
        }
        return List.copyOf(elements);
    }

    /** Whether all of it could be read. */
    private boolean read() {
        while (element()) {
            if (end == 0) {
                return true;
            }
            end--;
        }
        return false;
    }

    /** Reads back to the comma in front of an element; one of nothing is none. */
    private boolean element() {
        Map<String, String> parameters = new HashMap<>();
        while (true) {
            word(c -> c == ' ' || c == '\t');
            if (!isBehind(',') && !isBehind(';') && end > 0) {
                if (!parameter(parameters)) {
                    return false;
                }
                word(c -> c == ' ' || c == '\t');
            }
            if (end == 0 || isBehind(',')) {
                if (!parameters.isEmpty()) {
                    elements.addFirst(parameters);
                }
                return true;
            }
            if (!isBehind(';')) {
                return false;
            }
            end--;
        }
    }

    private boolean parameter(Map<String, String> parameters) {
        String value =
                isBehind('"')
                        ? quoted()
                        : word(c -> c > ' ' && c < 0x7F && NOT_BARE.indexOf(c) < 0);
        if (value == null || !isBehind('=')) {
            return false;
        }
        end--;
        String name = word(c -> c > ' ' && c < 0x7F && DELIMITERS.indexOf(c) < 0);
        return !name.isEmpty()
                && parameters.putIfAbsent(name.toLowerCase(Locale.ROOT), value) == null;
    }

    /** Back to the quote that opens it: behind that of a name stands no backslash. */
    private @Nullable String quoted() {
        int close = end - 1;
        int open = close - 1;
        while (open >= 0 && (text.charAt(open) != '"' || isEscaped(open))) {
            open--;
        }
        if (open < 0 || isEscaped(close)) {
            return null;
        }
        end = open;
        return QUOTED_PAIR.matcher(text.substring(open + 1, close)).replaceAll("$1");
    }

    private boolean isEscaped(int place) {
        int first = place;
        while (first > 0 && text.charAt(first - 1) == '\\') {
            first--;
        }
        return (place - first) % 2 == 1;
    }

    private String word(IntPredicate part) {
        int last = end;
        while (end > 0 && part.test(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(end, last);
    }

    private boolean isBehind(char mark) {
        return end > 0 && text.charAt(end - 1) == mark;
    }
}
