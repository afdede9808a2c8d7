package dev.bailiwick.postgres.plan;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A privilege that somebody has on a relation.
 *
 * @param relation its kind and label, as faults name it
 * @param target as GRANT and REVOKE name it
 * @param privilege with its column, if it is on one
 * @param grantee as SQL names it
 */
record LiveGrant(
        String relation, String target, String privilege, String grantee, boolean grantable) {

    /** Of PUBLIC and of {@code roles}, in {@code schemas}; the first of them is the wall's own. */
    static final String SQL =
            """
            select case when relkind in ('v', 'm') then 'view ' when relkind = 'S' then 'sequence '
                        when relispartition then 'partition ' else 'table ' end
                    || case when nspname = ? then '' else nspname || '.' end || relname,
                case when relkind = 'S' then 'sequence ' else '' end || format('%I.%I', nspname, relname),
                lower(privilege_type) || coalesce(' (' || quote_ident(attname) || ')', ''),
                coalesce(quote_ident(rolname), 'public'), is_grantable
            from (
                select oid, relacl, null::name from pg_catalog.pg_class
                union all
                select attrelid, attacl, attname from pg_catalog.pg_attribute where not attisdropped
            ) as held (relation, acl, attname)
            join pg_catalog.pg_class on pg_class.oid = relation
            join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
            cross join aclexplode(acl)
            left join pg_catalog.pg_roles on pg_roles.oid = grantee
            where nspname = any (?) and (grantee = 0 or rolname = any (?))
            order by 1, 2, 3, 4
            """;

    static LiveGrant of(ResultSet row) throws SQLException {
        return new LiveGrant(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getBoolean(5));
    }

    String grant() {
        return "grant %s on %s to %s%s;\n"
                .formatted(privilege, target, grantee, grantable ? " with grant option" : "");
    }

    String revokeAll() {
        return "revoke all on %s from %s;\n".formatted(target, grantee);
    }
}
