package dev.bailiwick.checks.files;

import dev.bailiwick.checks.resource.UnreadableException;
import dev.bailiwick.checks.resource.Unresolved;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One instruction of an image file, its lines joined.
 *
 * @param name in capitals
 * @param text behind the name, with its here-documents
 */
record Instruction(int line, String name, String text) {

    /** Stand before all else, one to a line. Nothing in it is tried in more than one way. */
    private static final Pattern DIRECTIVE =
            Pattern.compile("#\\s*+([A-Za-z][A-Za-z0-9]*+)\\s*+=\\s*+(\\S.*+)", Pattern.DOTALL);

    private static final Pattern NAMED =
            Pattern.compile("\\s*([A-Za-z]+)(?:\\s+(.*))?", Pattern.DOTALL);

    /** A word of its own: within quotes or behind other letters it is none. */
    private static final Pattern HEREDOC = Pattern.compile("\\d*<<(-?)([^<]+)");

    private static final Set<String> WITH_HEREDOCS = Set.of("RUN", "COPY", "ADD");

    private static final int LINES = 200_000;
    private static final int INSTRUCTIONS = 10_000;
    private static final int HEREDOCS = 100;

    /** In order; comments and empty lines left out, also those within an instruction. */
    static List<Instruction> read(String text) throws UnreadableException {
        List<String> lines = lines(text);
        var instructions = new ArrayList<Instruction>();
        String escape = escape(lines);
        int at = 0;
        while (at < lines.size()) {
            var joined = new StringBuilder();
            int first = at;
            at = join(lines, at, escape, joined);
            while (first < at && isNothing(lines.get(first))) {
                first++;
            }
            if (!joined.isEmpty()) {
                Matcher named = NAMED.matcher(joined.toString());
                if (!named.matches()) {
                    throw new UnreadableException(first + 1, "expected an instruction");
                }
                String name = named.group(1).toUpperCase(Locale.ROOT);
                var rest = new StringBuilder(named.group(2) == null ? "" : named.group(2));
                at = heredocs(name, lines, at, escape, rest);
                if (instructions.size() >= INSTRUCTIONS) {
                    throw new UnreadableException(
                            first + 1, "more than " + INSTRUCTIONS + " instructions");
                }
                instructions.add(new Instruction(first + 1, name, rest.toString()));
            }
        }
        return instructions;
    }

    /** Nothing but a line feed ends one. */
    private static List<String> lines(String text) throws UnreadableException {
        String[] lines =
                (text.startsWith("\uFEFF") ? text.substring(1) : text).split("\n", LINES + 2);
        // behind the last line feed there is none
        if (lines.length > LINES + 1) {
            throw new UnreadableException(0, "more than " + LINES + " lines");
        }
        for (int i = 0; i < lines.length; i++) {
            lines[i] = withoutEnd(lines[i], "\r");
        }
        return List.of(lines);
    }

    private static String withoutEnd(String line, String letters) {
        int end = line.length();
        while (end > 0 && letters.indexOf(line.charAt(end - 1)) >= 0) {
            end--;
        }
        return line.substring(0, end);
    }

    /** Its words; none is known of one that is too long. */
    List<Object> words() {
        String all = text.strip();
        return all.length() > Tree.TEXT
                ? List.of(Unresolved.TOO_LONG)
                : Stream.<Object>of((Object[]) all.split("\\s+")).toList();
    }

    private static int join(List<String> lines, int from, String escape, StringBuilder joined) {
        int at = from;
        boolean more = true;
        while (more && at < lines.size()) {
            String line = lines.get(at++);
            if (isNothing(line)) {
                continue;
            }
            String stripped = withoutEnd(line, " \t");
            // two of them are one that is meant
            more = stripped.endsWith(escape) && !stripped.endsWith(escape + escape);
            joined.append(more ? stripped.substring(0, stripped.length() - 1) : line);
        }
        return at;
    }

    private static int heredocs(
            String name, List<String> lines, int from, String escape, StringBuilder text)
            throws UnreadableException {
        int at = from;
        String written = text.toString().strip();
        boolean later = name.equals("ONBUILD");
        if (!WITH_HEREDOCS.contains(later ? firstWord(written) : name)) {
            return at;
        }
        for (Matcher heredoc : announced(written, escape.charAt(0), from)) {
            boolean indented = !heredoc.group(1).isEmpty();
            String marker = unquoted(heredoc.group(2), escape);
            while (at < lines.size() && !ends(lines.get(at), indented, marker)) {
                text.append('\n').append(lines.get(at++));
            }
            if (at++ == lines.size()) {
                throw new UnreadableException(from, "a text that does not end with " + marker);
            }
        }
        return at;
    }

    private static String firstWord(String text) {
        return text.split("\\s", 2)[0].toUpperCase(Locale.ROOT);
    }

    private static boolean ends(String line, boolean indented, String marker) {
        int begin = 0;
        while (indented && begin < line.length() && line.charAt(begin) == '\t') {
            begin++;
        }
        return line.length() - begin == marker.length() && line.endsWith(marker);
    }

    /** Among the words of a shell, which keep their quotes: within these blanks part nothing. */
    private static List<Matcher> announced(String text, char escape, int line)
            throws UnreadableException {
        var announced = new ArrayList<Matcher>();
        var word = new StringBuilder();
        char quote = 0;
        for (int i = 0; i <= text.length(); i++) {
            char next = i < text.length() ? text.charAt(i) : '\n';
            if (i == text.length() || (quote == 0 && Character.isWhitespace(next))) {
                Matcher heredoc = HEREDOC.matcher(word.toString());
                if (heredoc.matches()) {
                    announced.add(heredoc);
                }
                if (announced.size() > HEREDOCS) {
                    throw new UnreadableException(line, "more than " + HEREDOCS + " texts at once");
                }
                word.setLength(0);
                continue;
            }
            if (next == escape && quote != '\'' && i + 1 < text.length()) {
                word.append(next);
                next = text.charAt(++i);
            } else if (quote == 0 && (next == '"' || next == '\'')) {
                quote = next;
            } else if (next == quote) {
                quote = 0;
            }
            word.append(next);
        }
        return announced;
    }

    /** As a shell understands one word that refers to nothing. */
    static String unquoted(String word, String escape) {
        return word.replace(escape, "").replace("\"", "").replace("'", "");
    }

    /** What joins lines: backslash, unless the file begins by saying otherwise. */
    private static String escape(List<String> lines) {
        for (String line : lines) {
            Matcher directive = DIRECTIVE.matcher(line.strip());
            if (!directive.matches()) {
                break;
            }
            if (directive.group(1).equalsIgnoreCase("escape")) {
                return directive.group(2).equals("`") ? "`" : "\\";
            }
        }
        return "\\";
    }

    private static boolean isNothing(String line) {
        return line.isBlank() || line.stripLeading().startsWith("#");
    }
}
