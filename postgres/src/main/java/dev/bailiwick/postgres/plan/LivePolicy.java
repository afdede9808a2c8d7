package dev.bailiwick.postgres.plan;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;

/** A policy as it stands, with all names as SQL writes them. */
record LivePolicy(
        String label,
        String table,
        String name,
        String head,
        @Nullable String using,
        @Nullable String check) {

    /** Of the tables in {@code schemas}. */
    static final String SQL =
            """
            select case when nspname = ? then '' else nspname || '.' end || relname, format('%I.%I', nspname, relname),
                quote_ident(polname),
                concat('as ', case when polpermissive then 'permissive' else 'restrictive' end, ' for ',
                    case polcmd when '*' then 'all' when 'r' then 'select' when 'a' then 'insert'
                        when 'w' then 'update' when 'd' then 'delete' end,
                    ' to ', array_to_string(array(
                        select case role when 0 then 'public' else quote_ident(pg_get_userbyid(role)) end
                        from unnest(polroles) as role order by 1), ', ')),
                pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)
            from pg_catalog.pg_policy join pg_catalog.pg_class on pg_class.oid = polrelid
            join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
            where nspname = any (?)
            order by 1, 3
            """;

    static LivePolicy of(ResultSet row) throws SQLException {
        return new LivePolicy(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6));
    }

    /** Whether the toolkit once made it. */
    boolean generated() {
        return name.startsWith("bailiwick_");
    }

    String drop() {
        return "drop policy %s on %s;\n".formatted(name, table);
    }

    String create() {
        return "create policy %s on %s %s%s%s;\n"
                .formatted(
                        name,
                        table,
                        head,
                        using == null ? "" : "\n    using (" + using + ")",
                        check == null ? "" : "\n    with check (" + check + ")");
    }
}
