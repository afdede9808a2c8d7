package dev.bailiwick.postgres.plan;

import dev.bailiwick.core.Fault;
import dev.bailiwick.postgres.Check;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.catalogue.Catalogue;
import dev.bailiwick.postgres.sealed.SealForm;
import dev.bailiwick.postgres.sealed.SealSql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What an administrator runs to have the verifier of seals as it was made: takes away what others
 * were given, then makes it anew. Keys stay.
 */
final class SealRepair {

    private static final String ROLE =
            """
            select format('alter role bailiwick_seal no%s;', attribute) from pg_catalog.pg_roles
            cross join lateral (values ('login', rolcanlogin), ('superuser', rolsuper), ('bypassrls', rolbypassrls),
                ('createrole', rolcreaterole)) as has (attribute, yes)
            where rolname = 'bailiwick_seal' and yes
            union all
            select format('revoke bailiwick_seal from %I;', member.rolname) from pg_catalog.pg_auth_members
            join pg_catalog.pg_roles as member on member.oid = pg_auth_members.member
            where roleid = to_regrole('bailiwick_seal') and member.rolname = any (?) order by 1
            """;

    private static final String OWNERS =
            """
            select format('alter schema %I owner to bailiwick_seal;', nspname) from pg_catalog.pg_namespace
            where nspname = 'bailiwick_seal' and pg_get_userbyid(nspowner) <> 'bailiwick_seal'
            union all
            select format('alter table bailiwick_seal.%I owner to bailiwick_seal;', relname) from pg_catalog.pg_class
            where relnamespace = to_regnamespace('bailiwick_seal') and relkind = 'r' and pg_get_userbyid(relowner) <> 'bailiwick_seal'
            """;

    private static final String ATTACHED =
            """
            select format('drop policy %I on bailiwick_seal.key;', polname) from pg_catalog.pg_policy
            where polrelid = to_regclass('bailiwick_seal.key')
            union all
            select format('drop trigger %I on bailiwick_seal.key;', tgname) from pg_catalog.pg_trigger
            where tgrelid = to_regclass('bailiwick_seal.key') and not tgisinternal
            union all
            select format('drop rule %I on bailiwick_seal.key;', rulename) from pg_catalog.pg_rewrite
            where ev_class = to_regclass('bailiwick_seal.key') order by 1
            """;

    /** Functions that are no part of the verifier go; the others are made anew by their owner. */
    private static final String FUNCTIONS =
            """
            select case when proname || '(' || pg_get_function_identity_arguments(oid) || ')' = any (?)
                then format('alter function %s owner to bailiwick_seal;', oid::regprocedure)
                else format('drop function %s cascade;', oid::regprocedure) end
            from pg_catalog.pg_proc where pronamespace = to_regnamespace('bailiwick_seal')
            and (pg_get_userbyid(proowner) <> 'bailiwick_seal'
                or proname || '(' || pg_get_function_identity_arguments(oid) || ')' <> all (?)) order by 1
            """;

    private static final String SLOT =
            """
            select format('revoke set on parameter backtrace_functions from %I;', rolname)
            from pg_catalog.pg_roles where rolname = any (?) and has_parameter_privilege(oid, 'backtrace_functions', 'SET')
            union all
            select format('alter %s reset backtrace_functions;', case
                when setrole = 0 then 'database ' || quote_ident(datname)
                when setdatabase = 0 then 'role ' || quote_ident(rolname)
                else 'role ' || quote_ident(rolname) || ' in database ' || quote_ident(datname) end)
            from pg_catalog.pg_db_role_setting cross join unnest(setconfig) as setting
            left join pg_catalog.pg_roles on pg_roles.oid = setrole
            left join pg_catalog.pg_database on pg_database.oid = setdatabase
            where starts_with(lower(setting), 'backtrace_functions=') and (setdatabase = 0 or datname = current_database())
            and (setrole = 0 or rolname = any (?)) order by 1
            """;

    /** Whoever read a key once has it still; where a comment stands, psql reads on. */
    private static final String CHANGE_KEYS =
            "-- Then change every key, since others may have read it: bailiwick seal --new-key FILE"
                    + " --number NUMBER, --key-file FILE, and --remove-key of each that was there.";

    private SealRepair() {}

    /** One statement each, and at the end the verifier as a whole; nothing if nothing is wrong. */
    static List<String> of(Wall wall, List<Fault> rest, Catalogue catalogue) throws SQLException {
        boolean exposed = Administration.has(rest, Check.SEAL_KEY_EXPOSED);
        if (!exposed
                && !Administration.has(rest, Check.SEAL)
                && !Administration.has(rest, Check.SEAL_MISSING)) {
            return List.of();
        }
        SealForm form = wall.seal().orElseThrow();
        List<String> roles = wall.roles().granted();
        List<String> functions = List.copyOf(SealSql.expected(form).keySet());
        List<String> statements = new ArrayList<>();
        statements.addAll(catalogue.texts(ROLE, roles));
        statements.addAll(catalogue.texts(OWNERS));
        catalogue.sealPrivileges().stream()
                .map(
                        held ->
                                "revoke all on %s from %s;"
                                        .formatted(held.object().sql(), held.grantee().sql()))
                .distinct()
                .forEach(statements::add);
        statements.addAll(catalogue.texts(ATTACHED));
        statements.addAll(catalogue.texts(FUNCTIONS, functions, functions));
        if (form == SealForm.SLOT) {
            statements.addAll(catalogue.texts(SLOT, roles, roles));
        }
        statements.add(WallSql.verifier(wall).strip());
        if (exposed) {
            statements.add(CHANGE_KEYS);
        }
        return statements;
    }
}
