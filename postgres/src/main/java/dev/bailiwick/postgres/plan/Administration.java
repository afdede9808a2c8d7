package dev.bailiwick.postgres.plan;

import dev.bailiwick.core.Fault;
import dev.bailiwick.postgres.Check;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.catalogue.Catalogue;
import dev.bailiwick.postgres.catalogue.Named;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Statements that take more than owning the tables: about roles, owners and the database. */
final class Administration {

    private static final String SCHEMA =
            "select format('create schema %I authorization %I;', ?, ?)";

    private static final String UNLESS_THERE =
            "select format('create schema %I authorization %I;', name, ?) from (select ?::text) as"
                    + " asked (name) where to_regnamespace(quote_ident(name)) is null";

    private static final String OWNERS =
            """
            select format('alter table %I.%I owner to %I;', nspname, relname, ?) from pg_catalog.pg_class
            join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
            where nspname = any (?) and relkind in ('r', 'p') and not relispartition
            and pg_get_userbyid(relowner) <> ? order by 1
            """;

    private static final String ATTRIBUTES =
            """
            select format('alter role %I no%s;', rolname, attribute) from pg_catalog.pg_roles
            cross join lateral (values
                ('superuser', rolsuper), ('bypassrls', rolbypassrls), ('createrole', rolcreaterole),
                ('createdb', rolcreatedb), ('replication', rolreplication)) as has (attribute, yes)
            where yes and rolname = any (?) and not (attribute = 'bypassrls' and rolname = any (?)) order by 1
            """;

    private static final String MEMBERSHIPS =
            """
            select format('revoke %I from %I;', other.rolname, member.rolname)
            from pg_catalog.pg_auth_members
            join pg_catalog.pg_roles as member on member.oid = pg_auth_members.member
            join pg_catalog.pg_roles as other on other.oid = roleid
            where member.rolname = any (?) order by 1
            """;

    /** Creating in the database or in a schema, by PUBLIC or by one of the roles. */
    private static final String CREATING =
            """
            select distinct format('revoke create on schema %I from %s;', nspname, coalesce(quote_ident(rolname), 'public'))
            from pg_catalog.pg_namespace cross join aclexplode(nspacl) left join pg_catalog.pg_roles on pg_roles.oid = grantee
            where privilege_type = 'CREATE' and (grantee = 0 or rolname = any (?)) and nspname !~ '^pg_'
            union
            select format('revoke %s on database %I from %s;', lower(privilege_type), datname, coalesce(quote_ident(rolname), 'public'))
            from pg_catalog.pg_database cross join aclexplode(coalesce(datacl, acldefault('d', datdba)))
            left join pg_catalog.pg_roles on pg_roles.oid = grantee
            where datname = current_database() and privilege_type in ('CREATE', 'TEMPORARY') and (grantee = 0 or rolname = any (?))
            order by 1
            """;

    private static final String PRESETS =
            """
            select format('alter %s reset %I.%I;', case
                when setrole = 0 then 'database ' || quote_ident(datname)
                when setdatabase = 0 then 'role ' || quote_ident(rolname)
                else 'role ' || quote_ident(rolname) || ' in database ' || quote_ident(datname) end,
                split_part(split_part(setting, '=', 1), '.', 1), split_part(split_part(setting, '=', 1), '.', 2))
            from pg_catalog.pg_db_role_setting cross join unnest(setconfig) as setting
            left join pg_catalog.pg_roles on pg_roles.oid = setrole
            left join pg_catalog.pg_database on pg_database.oid = setdatabase
            where lower(setting) like ? || '.%' and (setdatabase = 0 or datname = current_database()) order by 1
            """;

    private Administration() {}

    /** One statement each, in the order in which they are to be run. */
    static List<String> of(Wall wall, List<Fault> rest, Connection connection) throws SQLException {
        Catalogue catalogue = new Catalogue(connection, wall.schema(), wall.schemas());
        Roles roles = wall.roles();
        List<String> bound = roles.bound();
        List<String> maintenance = roles.maintenance().stream().toList();
        List<String> all =
                Stream.concat(Stream.of(roles.owner()), roles.granted().stream()).toList();
        List<String> statements = new ArrayList<>();
        if (has(rest, Check.ROLE_MISSING)) {
            catalogue.missing(all).forEach(role -> statements.add(create(roles, role)));
        }
        if (has(rest, Check.SCHEMA_MISSING)) {
            statements.addAll(catalogue.texts(SCHEMA, wall.functionSchema(), roles.owner()));
        }
        if (wall.annex().isPresent()
                && has(rest, Check.TABLE_MISSING)
                && !Surroundings.mayCreate(wall, catalogue)) {
            statements.addAll(
                    catalogue.texts(UNLESS_THERE, roles.owner(), wall.annex().get().schema()));
        }
        if (has(rest, Check.TABLE_OWNER)) {
            statements.addAll(
                    catalogue.texts(OWNERS, roles.owner(), wall.schemas(), roles.owner()));
        }
        if (has(rest, Check.ROLE_ATTRIBUTE)) {
            statements.addAll(catalogue.texts(ATTRIBUTES, all, maintenance));
        }
        if (has(rest, Check.ROLE_MEMBERSHIP)) {
            statements.addAll(catalogue.texts(MEMBERSHIPS, bound));
        }
        // what PUBLIC may do, a role may that is yet to be created
        if (has(rest, Check.ROLE_MAY_CREATE) || has(rest, Check.ROLE_MISSING)) {
            statements.addAll(catalogue.texts(CREATING, bound, bound));
        }
        if (has(rest, Check.SESSION_SCOPE_PRESET)) {
            statements.addAll(catalogue.texts(PRESETS, wall.settings().prefix()));
        }
        statements.addAll(SealRepair.of(wall, rest, catalogue));
        return statements;
    }

    private static String create(Roles roles, Named missing) {
        String role = missing.label();
        String attributes =
                role.equals(roles.owner())
                        ? "nologin"
                        : roles.maintenance().filter(role::equals).isPresent()
                                ? "login bypassrls"
                                : "login";
        return "create role %s %s;".formatted(missing.sql(), attributes);
    }

    static boolean has(List<Fault> faults, Check check) {
        return faults.stream().anyMatch(check::found);
    }
}
