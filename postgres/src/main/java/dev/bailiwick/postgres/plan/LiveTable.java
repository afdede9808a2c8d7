package dev.bailiwick.postgres.plan;

import dev.bailiwick.postgres.catalogue.Protection;

/** The switches of a table or view as they stand. */
record LiveTable(String label, String sql, boolean view, boolean enabled, boolean forced) {

    /** Tables and views; nothing is made on what is foreign or materialised. */
    static boolean isMended(Protection found) {
        return "rpv".contains(found.kind());
    }

    static LiveTable of(Protection found) {
        return new LiveTable(
                found.table().label(),
                found.table().sql(),
                found.kind().equals("v"),
                found.enabled(),
                found.forced());
    }

    /** As faults name it. */
    String object() {
        return (view ? "view " : "table ") + label;
    }

    /** Statements that set the switches to what they are now. */
    String restore() {
        return view
                ? "alter view %s reset (security_invoker);\n".formatted(sql)
                : "alter table %1$s %2$s row level security;\nalter table %1$s %3$s row level security;\n"
                        .formatted(
                                sql, forced ? "force" : "no force", enabled ? "enable" : "disable");
    }
}
