package dev.bailiwick.postgres.catalogue;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A policy as it stands.
 *
 * @param using as PostgreSQL prints it; null if there is none
 * @param check likewise
 */
public record RowPolicy(
        Named table, Named name, Head head, @Nullable String using, @Nullable String check) {

    static final String SQL =
            """
            select prefix || relname, format('%I.%I', inside.schema, relname), polname, quote_ident(polname),
                case when polpermissive then 'permissive' else 'restrictive' end,
                case polcmd when '*' then 'all' when 'r' then 'select' when 'a' then 'insert'
                    when 'w' then 'update' when 'd' then 'delete' end,
                array_to_string(array(
                    select case role when 0 then 'public' else pg_get_userbyid(role)::text end
                    from unnest(polroles) as role order by 1), ', '),
                array_to_string(array(
                    select case role when 0 then 'public' else quote_ident(pg_get_userbyid(role)) end
                    from unnest(polroles) as role order by 1), ', '),
                pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)
            from pg_catalog.pg_policy join pg_catalog.pg_class on pg_class.oid = polrelid
            join inside on inside.oid = relnamespace
            order by 1, 4
            """;

    static RowPolicy of(ResultSet row) throws SQLException {
        return new RowPolicy(
                Named.of(row, 1),
                Named.of(row, 3),
                new Head(row.getString(5), row.getString(6), Named.of(row, 7)),
                row.getString(9),
                row.getString(10));
    }

    /**
     * What stands before the conditions.
     *
     * @param kind permissive or restrictive
     * @param command all, or the one that it is for
     * @param roles sorted, with commas
     */
    public record Head(String kind, String command, Named roles) {}
}
