package dev.bailiwick.postgres.catalogue;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A privilege that somebody has on a relation.
 *
 * @param relation with its kind
 * @param declarable whether a declaration may grant anything on it: not on a partition
 * @param privilege with its column in brackets, if it is on one
 * @param grantee a role, or {@code public}
 * @param grantable whether it may be passed on
 */
public record Privilege(
        Named relation, boolean declarable, Named privilege, Named grantee, boolean grantable) {

    static final String SQL =
            """
            select case when relkind in ('v', 'm') then 'view ' when relkind = 'S' then 'sequence '
                        when relispartition then 'partition ' else 'table ' end || prefix || relname,
                case when relkind = 'S' then 'sequence ' else '' end || format('%I.%I', inside.schema, relname),
                relkind in ('r', 'p', 'f', 'v', 'S') and not relispartition,
                lower(privilege_type) || coalesce(' (' || attname || ')', ''),
                lower(privilege_type) || coalesce(' (' || quote_ident(attname) || ')', ''),
                coalesce(rolname, 'public'), coalesce(quote_ident(rolname), 'public'), is_grantable
            from (
                select oid, relacl, null::name from pg_catalog.pg_class
                union all
                select attrelid, attacl, attname from pg_catalog.pg_attribute where not attisdropped
            ) as held (relation, acl, attname)
            join pg_catalog.pg_class on pg_class.oid = relation
            join inside on inside.oid = relnamespace
            cross join aclexplode(acl)
            left join pg_catalog.pg_roles on pg_roles.oid = grantee
            where grantee = 0 or rolname = any (?)
            order by 1, 2, 5, 7
            """;

    static Privilege of(ResultSet row) throws SQLException {
        return new Privilege(
                Named.of(row, 1),
                row.getBoolean(3),
                Named.of(row, 4),
                Named.of(row, 6),
                row.getBoolean(8));
    }
}
