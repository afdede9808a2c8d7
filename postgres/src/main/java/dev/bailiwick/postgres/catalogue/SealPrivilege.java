package dev.bailiwick.postgres.catalogue;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A privilege of somebody else than the owner on the verifier's schema or on its table of keys, but
 * for that of a role to use the schema.
 *
 * @param privilege in lower case
 */
public record SealPrivilege(Named object, String privilege, Named grantee) {

    /** Also by column. */
    static final String SQL =
            """
            select label, what, lower(privilege_type), coalesce(rolname, 'public'), coalesce(quote_ident(rolname), 'public')
            from (
                select 'table of keys', 'table bailiwick_seal.key', coalesce(relacl, acldefault('r', relowner)), relowner
                from pg_catalog.pg_class where oid = to_regclass('bailiwick_seal.key')
                union all
                select 'table of keys', 'table bailiwick_seal.key', attacl, relowner from pg_catalog.pg_attribute
                join pg_catalog.pg_class on pg_class.oid = attrelid where attrelid = to_regclass('bailiwick_seal.key')
                union all
                select 'schema', 'schema bailiwick_seal', coalesce(nspacl, acldefault('n', nspowner)), nspowner
                from pg_catalog.pg_namespace where nspname = 'bailiwick_seal'
            ) as held (label, what, acl, owner)
            cross join aclexplode(acl)
            left join pg_catalog.pg_roles on pg_roles.oid = grantee
            where grantee <> owner and not (label = 'schema' and privilege_type = 'USAGE' and grantee <> 0)
            order by 2, 5, 3
            """;

    static SealPrivilege of(ResultSet row) throws SQLException {
        return new SealPrivilege(Named.of(row, 1), row.getString(3), Named.of(row, 4));
    }
}
