package dev.bailiwick.postgres;

import java.util.Locale;
import java.util.Set;

/**
 * What can be told from a statement's text without parsing it. Errs on one side: what is unsettling
 * costs no more than sending the context once more.
 */
final class Text {

    private static final Set<String> TRANSACTION =
            Set.of(
                    "begin",
                    "start",
                    "commit",
                    "end",
                    "rollback",
                    "abort",
                    "savepoint",
                    "release",
                    "prepare");

    private static final Set<String> UNSETTLING =
            Set.of("call", "do", "set", "reset", "discard", "execute", "declare");

    private static final int SHOWN = 80;

    private Text() {}

    /** Whether the statement controls transactions. */
    static boolean controlsTransaction(String sql) {
        return TRANSACTION.contains(firstWord(sql));
    }

    /** Whether the context may be gone after the statement. */
    static boolean unsettling(String sql) {
        String first = firstWord(sql);
        return first.isEmpty()
                || TRANSACTION.contains(first)
                || UNSETTLING.contains(first)
                || hasMore(sql)
                || containsIgnoringCase(sql, "set_config");
    }

    /** Whether a cursor is declared that outlives its transaction, and so its scope. */
    static boolean holdsCursor(String sql) {
        return firstWord(sql).equals("declare") && containsIgnoringCase(sql, "hold");
    }

    /** As the subject of an error's sentence; without literals, which may be secrets. */
    static String named(String sql) {
        String line = sql.strip().replaceAll("\\s+", " ");
        int quote = line.indexOf('\'');
        int end = Math.min(quote < 0 ? line.length() : quote, SHOWN);
        return "the statement \"" + line.substring(0, end) + (end < line.length() ? "…\"" : "\"");
    }

    /** The first word in lower case; empty if something else than a letter comes first. */
    private static String firstWord(String sql) {
        int from = 0;
        while (from < sql.length() && Character.isWhitespace(sql.charAt(from))) {
            from++;
        }
        int to = from;
        while (to < sql.length() && Character.isLetter(sql.charAt(to))) {
            to++;
        }
        return sql.substring(from, to).toLowerCase(Locale.ROOT);
    }

    /** Whether anything but blanks follows a semicolon. */
    private static boolean hasMore(String sql) {
        int semicolon = sql.indexOf(';');
        return semicolon >= 0 && !sql.substring(semicolon + 1).isBlank();
    }

    private static boolean containsIgnoringCase(String text, String part) {
        int last = text.length() - part.length();
        for (int i = 0; i <= last; i++) {
            if (text.regionMatches(true, i, part, 0, part.length())) {
                return true;
            }
        }
        return false;
    }
}
