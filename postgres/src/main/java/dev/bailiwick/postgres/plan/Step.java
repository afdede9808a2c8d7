package dev.bailiwick.postgres.plan;

import java.util.List;

/**
 * What a plan does to one object.
 *
 * @param object with its kind: {@code table pupil}
 * @param reasons what is wrong with it now, a line each
 * @param dangers what is taken away, a line each; empty if nothing is
 * @param up statements, as the owner of the tables runs them
 * @param down statements that bring back what is there now
 */
public record Step(
        String object, List<String> reasons, List<String> dangers, String up, String down) {

    public Step {
        reasons = List.copyOf(reasons);
        dangers = List.copyOf(dangers);
    }

    /** The statements with a comment that says what for. */
    String commented(String statements) {
        StringBuilder sql = new StringBuilder(Comment.line(object));
        reasons.forEach(reason -> sql.append(Comment.line("  " + reason)));
        return sql.append(statements).toString();
    }
}
