package dev.bailiwick.postgres.plan;

import java.util.List;

/** SQL comments around text that somebody else may have chosen: the name of a policy, say. */
final class Comment {

    private Comment() {}

    /** One comment, on one line whatever is in {@code text}. */
    static String line(String text) {
        return "-- " + text.replaceAll("\\R", " ") + "\n";
    }

    /** A title and an indented comment for each of {@code lines}; nothing if there is none. */
    static String list(String title, List<String> lines) {
        StringBuilder text = new StringBuilder();
        if (!lines.isEmpty()) {
            text.append(line(title));
            lines.forEach(each -> text.append(line("  " + each)));
            text.append('\n');
        }
        return text.toString();
    }
}
