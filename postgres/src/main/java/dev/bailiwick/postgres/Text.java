package dev.bailiwick.postgres;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What can be told from a statement's text without parsing it. Errs on one side: what is unsettling
 * costs no more than sending the context once more.
 *
 * @param controlsTransaction whether it begins or ends a transaction
 * @param unsettling whether the context may be gone after it
 * @param holdsCursor whether it declares a cursor that outlives its transaction, and so its scope
 */
record Text(String sql, boolean controlsTransaction, boolean unsettling, boolean holdsCursor) {

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
            Set.of("", "call", "do", "set", "reset", "discard", "execute");

    private static final Pattern HOLDING =
            Pattern.compile("\\bdeclare\\b.*\\bwith\\s+hold\\b", Pattern.DOTALL);

    private static final int SHOWN = 80;

    static Text of(String sql) {
        String lower = sql.toLowerCase(Locale.ROOT);
        String first = firstWord(lower);
        boolean controlsTransaction = TRANSACTION.contains(first);
        return new Text(
                sql,
                controlsTransaction,
                controlsTransaction
                        || UNSETTLING.contains(first)
                        || hasMore(lower)
                        || lower.contains("set_config"),
                lower.contains("declare") && HOLDING.matcher(lower).find());
    }

    /** As the subject of an error's sentence; without literals, which may be secrets. */
    static String named(String sql) {
        String line = sql.strip().replaceAll("\\s+", " ");
        int quote = line.indexOf('\'');
        int end = Math.min(quote < 0 ? line.length() : quote, SHOWN);
        return "the statement \"" + line.substring(0, end) + (end < line.length() ? "…\"" : "\"");
    }

    /** Blank if something else than a letter comes first, such as a comment. */
    private static String firstWord(String sql) {
        int from = 0;
        while (from < sql.length() && Character.isWhitespace(sql.charAt(from))) {
            from++;
        }
        int to = from;
        while (to < sql.length() && Character.isLetter(sql.charAt(to))) {
            to++;
        }
        return sql.substring(from, to);
    }

    /** Whether anything but blanks follows a semicolon. */
    private static boolean hasMore(String sql) {
        int semicolon = sql.indexOf(';');
        return semicolon >= 0 && !sql.substring(semicolon + 1).isBlank();
    }
}
