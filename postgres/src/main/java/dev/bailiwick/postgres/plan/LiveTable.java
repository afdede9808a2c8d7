package dev.bailiwick.postgres.plan;

import java.sql.ResultSet;
import java.sql.SQLException;

/** The switches of a table or view as they stand. */
record LiveTable(String label, String sql, boolean view, boolean enabled, boolean forced) {

    /** Of the tables and views in {@code schemas}. */
    static final String SQL =
            """
            select case when nspname = ? then '' else nspname || '.' end || relname, format('%I.%I', nspname, relname),
                relkind = 'v', relrowsecurity, relforcerowsecurity
            from pg_catalog.pg_class join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
            where nspname = any (?) and relkind in ('r', 'p', 'v')
            """;

    static LiveTable of(ResultSet row) throws SQLException {
        return new LiveTable(
                row.getString(1),
                row.getString(2),
                row.getBoolean(3),
                row.getBoolean(4),
                row.getBoolean(5));
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
