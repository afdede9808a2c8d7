package dev.bailiwick.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The way back from {@link WallSql#isolation}, as SQL that is written down before the wall is
 * built.
 *
 * <p>It restores, for the tables of the wall: whether row-level security was on and forced, the
 * privileges of PUBLIC and of the wall's roles on tables, columns, sequences and schemas, and
 * whether PUBLIC could make temporary tables. It drops the policies that were generated; policies
 * of others were never touched. It does not bring back which role had granted a privilege, nor
 * {@code security_invoker} on views, which takes nothing away from whoever could read them; and the
 * functions stay, since defaults of columns may depend on them.
 */
public final class Undo {

    private static final String SWITCHES =
            """
            select prefix || relname, relrowsecurity, relforcerowsecurity
            from pg_catalog.pg_class join inside on inside.oid = relnamespace
            where relkind in ('r', 'p') and not relispartition and (relrowsecurity or relforcerowsecurity)
            order by 1
            """;

    /** An owner's own privileges are not in question. */
    private static final String PRIVILEGES =
            """
            select format('grant %s%s on %s %s to %s%s;', lower(privilege_type),
                case when attname is null then '' else format(' (%I)', attname) end,
                case when relkind = 'S' then 'sequence' else 'table' end, relation::regclass,
                case grantee when 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end,
                case when is_grantable then ' with grant option' else '' end)
            from (
                select oid, relacl, null::name from pg_catalog.pg_class
                union all
                select attrelid, attacl, attname from pg_catalog.pg_attribute where not attisdropped
            ) as held (relation, acl, attname)
            join pg_catalog.pg_class on pg_class.oid = relation
            join inside on inside.oid = relnamespace
            cross join aclexplode(acl)
            where relkind in ('r', 'p', 'v', 'm', 'f', 'S')
            and (grantee = 0 or pg_get_userbyid(grantee) = any (?))
            order by 1
            """;

    private static final String SCHEMAS =
            """
            select format('grant %s on schema %I to %s;', lower(privilege_type), nspname,
                case grantee when 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end)
            from pg_catalog.pg_namespace join inside on inside.oid = pg_namespace.oid
            cross join aclexplode(nspacl)
            where grantee = 0 or pg_get_userbyid(grantee) = any (?)
            order by 1
            """;

    private static final String TEMPORARY =
            """
            select format('grant temporary on database %I to public;', datname)
            from pg_catalog.pg_database cross join aclexplode(coalesce(datacl, acldefault('d', datdba)))
            where datname = current_database() and grantee = 0 and privilege_type = 'TEMPORARY'
            """;

    private Undo() {}

    /**
     * Reads what {@code wall} is about to change.
     *
     * @param connection of the owner, before the wall is built; nothing is changed
     * @return SQL to be run by the owner, in one transaction
     */
    public static String read(Connection connection, Wall wall) throws SQLException {
        Catalogue catalogue = new Catalogue(connection);
        List<String> roles = wall.roles().granted();
        List<String> lines = new ArrayList<>();
        lines.add(WallSql.removal(wall).strip());
        lines.add("-- as it was before");
        lines.addAll(
                catalogue.inside(
                        wall,
                        SWITCHES,
                        row ->
                                switched(
                                        wall.relation(row.getString(1)).sql(),
                                        row.getBoolean(2),
                                        row.getBoolean(3))));
        lines.addAll(catalogue.inside(wall, SCHEMAS, row -> row.getString(1), roles));
        lines.addAll(catalogue.inside(wall, PRIVILEGES, row -> row.getString(1), roles));
        lines.addAll(catalogue.texts(TEMPORARY));
        return String.join("\n", lines) + "\n";
    }

    private static String switched(String table, boolean enabled, boolean forced) {
        List<String> sql = new ArrayList<>();
        if (enabled) {
            sql.add("alter table %s enable row level security;".formatted(table));
        }
        if (forced) {
            sql.add("alter table %s force row level security;".formatted(table));
        }
        return String.join("\n", sql);
    }
}
