package dev.bailiwick.postgres.jdbc;

import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What can be told from a statement's text without parsing it. Errs on one side: what is unsettling
 * costs no more than sending the context once more.
 *
 * @param controlsTransaction whether it begins or ends a transaction
 * @param unsettling whether the context may be gone after it
 * @param refusal why it is not sent in any scope, since what it leaves behind outlives every scope;
 *     blank if it is sent
 */
record Text(String sql, boolean controlsTransaction, boolean unsettling, String refusal) {

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

    /** Blanks and comments, which stand wherever a blank may. */
    private static final String BLANK = "(?:\\s|/\\*.*?\\*/|--[^\\n]*\\n)";

    private static final Pattern HOLDING =
            Pattern.compile("\\bdeclare\\b.*(?<!\\bwithout\\s{1,9})\\bhold\\b", Pattern.DOTALL);

    private static final Pattern TWO_PHASES =
            Pattern.compile(
                    "(?:^|;)%1$s*(?:prepare%1$s+transaction|(?:commit|rollback)%1$s+prepared)\\b"
                            .formatted(BLANK),
                    Pattern.DOTALL);

    private static final Pattern LISTENING =
            Pattern.compile("(?:^|;)%s*listen\\b".formatted(BLANK), Pattern.DOTALL);

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
                refusal(lower));
    }

    /** The words are looked for first: hardly a statement has them. */
    private static String refusal(String sql) {
        if (sql.contains("declare") && HOLDING.matcher(sql).find()) {
            return "A cursor that outlives its transaction would carry rows into another scope";
        }
        if (sql.contains("prepare") && TWO_PHASES.matcher(sql).find()) {
            return "A prepared transaction outlives its scope, and any scope could end it";
        }
        if (sql.contains("listen") && LISTENING.matcher(sql).find()) {
            return "What is listened to outlives its scope, and notifications are not tenants' own:"
                    + " listen on a connection of your own";
        }
        return "";
    }

    boolean copies() {
        return firstWord(sql.toLowerCase(Locale.ROOT)).equals("copy");
    }

    /** Throws if this is not sent in any scope. */
    void refuse() throws SQLException {
        if (!refusal.isEmpty()) {
            throw new SQLFeatureNotSupportedException(refusal, "0A000");
        }
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
