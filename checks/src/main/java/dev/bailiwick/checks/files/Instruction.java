package dev.bailiwick.checks.files;

import dev.bailiwick.checks.resource.UnreadableException;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

    private static final Pattern ESCAPE =
            Pattern.compile("#\\s*escape\\s*=\\s*(\\S)\\s*", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAMED =
            Pattern.compile("\\s*([A-Za-z]+)(?:\\s+(.*))?", Pattern.DOTALL);
    private static final Pattern HEREDOC = Pattern.compile("<<-?([\"']?)([A-Za-z_]\\w*)\\1");

    private static final int LINES = 200_000;
    private static final int INSTRUCTIONS = 10_000;

    /** In order; comments and empty lines left out, also those within an instruction. */
    static List<Instruction> read(String text) throws UnreadableException {
        List<String> lines = text.lines().limit(LINES + 1L).toList();
        if (lines.size() > LINES) {
            throw new UnreadableException(0, "more than " + LINES + " lines");
        }
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
                at = heredocs(name, lines, at, rest);
                if (instructions.size() >= INSTRUCTIONS) {
                    throw new UnreadableException(
                            first + 1, "more than " + INSTRUCTIONS + " instructions");
                }
                instructions.add(new Instruction(first + 1, name, rest.toString()));
            }
        }
        return instructions;
    }

    /** Its words; none is known of one that is too long. */
    List<Object> words() {
        String all = text.strip();
        return all.length() > Tree.TEXT
                ? List.of(Tree.TOO_LONG)
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
            String stripped = line.stripTrailing();
            more = stripped.endsWith(escape);
            joined.append(more ? stripped.substring(0, stripped.length() - 1) : line);
        }
        return at;
    }

    private static int heredocs(String name, List<String> lines, int from, StringBuilder text)
            throws UnreadableException {
        int at = from;
        if (!name.equals("RUN") && !name.equals("COPY") && !name.equals("ADD")) {
            return at;
        }
        Matcher heredoc = HEREDOC.matcher(text.toString());
        while (heredoc.find()) {
            String marker = heredoc.group(2);
            while (at < lines.size() && !lines.get(at).strip().equals(marker)) {
                text.append('\n').append(lines.get(at++));
            }
            if (at++ == lines.size()) {
                throw new UnreadableException(from, "a text that does not end with " + marker);
            }
        }
        return at;
    }

    private static String escape(List<String> lines) {
        if (lines.isEmpty()) {
            return "\\";
        }
        Matcher directive = ESCAPE.matcher(lines.getFirst());
        return directive.matches() ? directive.group(1) : "\\";
    }

    private static boolean isNothing(String line) {
        return line.isBlank() || line.stripLeading().startsWith("#");
    }
}
