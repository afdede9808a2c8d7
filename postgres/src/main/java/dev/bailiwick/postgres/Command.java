package dev.bailiwick.postgres;

import java.util.Locale;

/** What a role does with rows. */
enum Command {
    SELECT,
    INSERT,
    UPDATE,
    DELETE;

    /** As in SQL, in lower case. */
    String sql() {
        return name().toLowerCase(Locale.ROOT);
    }

    Policy policy(String part, String role, Predicate rows) {
        return switch (this) {
            case SELECT -> Policy.select(part, role, rows);
            case INSERT -> Policy.insert(part, role, rows);
            case UPDATE -> Policy.update(part, role, rows);
            case DELETE -> Policy.delete(part, role, rows);
        };
    }
}
