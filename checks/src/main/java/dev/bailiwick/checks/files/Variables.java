package dev.bailiwick.checks.files;

import dev.bailiwick.checks.resource.UnreadableException;
import dev.bailiwick.checks.resource.Unresolved;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What {@code ENV} and {@code ARG} of an image file set, also where they are done later. */
final class Variables {

    private static final Set<String> SETTING = Set.of("ENV", "ARG");

    /** What a variable is set to if nothing but another stands there. */
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\w++|\\{\\w++\\})");

    private final Tree tree;
    private final int line;
    private final Map<String, Object> values = new LinkedHashMap<>();

    private Variables(Tree tree, int line) {
        this.tree = tree;
        this.line = line;
    }

    /** Those that are set to something; none of another instruction. */
    static Map<String, Object> of(Instruction instruction, Tree tree) throws UnreadableException {
        String name = instruction.name();
        String text = instruction.text().strip();
        if (name.equals("ONBUILD")) {
            String[] later = text.split("\\s+", 2);
            name = later[0].toUpperCase(Locale.ROOT);
            text = later.length == 2 ? later[1] : "";
        }
        if (!SETTING.contains(name)) {
            return Map.of();
        }
        var variables = new Variables(tree, instruction.line());
        variables.read(name.equals("ENV"), text);
        return variables.values;
    }

    private void read(boolean environment, String text) throws UnreadableException {
        List<String> words = words(text);
        if (environment && words.size() > 1 && words.getFirst().indexOf('=') < 0) {
            // as it was written of old: all that follows is one value
            String name = words.getFirst();
            set(name, String.join(" ", words.subList(1, words.size())));
            return;
        }
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                set(word.substring(0, equals), word.substring(equals + 1));
            }
        }
    }

    private void set(String name, String value) throws UnreadableException {
        tree.name(line, name);
        values.put(
                name,
                VARIABLE.matcher(value).matches() ? new Unresolved(value) : tree.text(line, value));
    }

    /** Without their quotes, within which blanks part nothing. */
    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        char quote = 0;
        boolean begun = false;
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            boolean blank = quote == 0 && Character.isWhitespace(next);
            if (blank && begun) {
                words.add(word.toString());
                word.setLength(0);
            } else if (next == '\\' && quote != '\'' && i + 1 < text.length()) {
                word.append(text.charAt(++i));
            } else if (next == quote) {
                quote = 0;
            } else if (quote == 0 && (next == '"' || next == '\'')) {
                quote = next;
            } else if (!blank) {
                word.append(next);
            }
            begun = !blank;
        }
        if (begun) {
            words.add(word.toString());
        }
        return words;
    }
}
