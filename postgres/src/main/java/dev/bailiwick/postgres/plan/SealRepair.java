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
import java.util.stream.Stream;

/**
 * What an administrator runs to have the verifier of seals as it was made: takes away what others
 * were given, then makes it anew. Keys stay.
 */
final class SealRepair {

    /** Membership is taken from whoever hands it on to one of the roles, and so from that role. */
    private static final String ROLE =
            """
            select format('alter role bailiwick_seal no%s;', attribute) from pg_catalog.pg_roles
            cross join lateral (values ('login', rolcanlogin), ('superuser', rolsuper), ('bypassrls', rolbypassrls),
                ('createrole', rolcreaterole)) as has (attribute, yes)
            where rolname = 'bailiwick_seal' and yes
            union all
            select format('revoke bailiwick_seal from %I granted by %I cascade;', member.rolname, giver.rolname)
            from pg_catalog.pg_auth_members
            join pg_catalog.pg_roles as member on member.oid = pg_auth_members.member
            join pg_catalog.pg_roles as giver on giver.oid = grantor
            where roleid = to_regrole('bailiwick_seal') and exists (
                select from pg_catalog.pg_roles as role
                where role.rolname = any (?) and not role.rolsuper and pg_has_role(role.oid, member.oid, 'MEMBER')) order by 1
            """;

    private static final String OWNERS =
            """
            select format('alter schema %I owner to bailiwick_seal;', nspname) from pg_catalog.pg_namespace
            where nspname = 'bailiwick_seal' and pg_get_userbyid(nspowner) <> 'bailiwick_seal'
            union all
            select 'alter table bailiwick_seal.key owner to bailiwick_seal;' from pg_catalog.pg_class
            where oid = to_regclass('bailiwick_seal.key') and relkind = 'r' and pg_get_userbyid(relowner) <> 'bailiwick_seal'
            """;

    /**
     * What somebody else put beside the keys goes: a view that belonged to the verifier would show
     * them. Without CASCADE, so that nothing goes untold that depends on it.
     */
    private static final String RELATIONS =
            """
            select format('drop %s if exists %s;', kind, string_agg(format('bailiwick_seal.%I', relname), ', ' order by relname))
            from pg_catalog.pg_class
            join (values ('v'::"char", 1, 'view'), ('m', 2, 'materialized view'), ('f', 3, 'foreign table'), ('r', 4, 'table'),
                ('p', 4, 'table'), ('S', 5, 'sequence'), ('c', 6, 'type')) as known (relkind, place, kind) using (relkind)
            where relnamespace = to_regnamespace('bailiwick_seal') and pg_get_userbyid(relowner) <> 'bailiwick_seal'
            and not (relname = 'key' and relkind = 'r') group by place, kind order by place
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

    /**
     * What is no part of the verifier, in either form, goes, without CASCADE. The others, which the
     * wall's own functions depend on, are the verifier's before they have their bodies again: only
     * in the one transaction, where nobody can call them in between.
     */
    private static final String ROUTINES =
            """
            with found as (
                select oid::regprocedure::text as routine, pg_get_userbyid(proowner) as owner, prokind = 'f' and prorettype = 'text'::regtype
                    and proname || '(' || pg_get_function_identity_arguments(oid) || ')' = any (?) as known
                from pg_catalog.pg_proc where pronamespace = to_regnamespace('bailiwick_seal'))
            select * from (
                select format('drop routine %s;', string_agg(routine, ', ' order by routine)) from found where not known having count(*) > 0
                union all
                select format('alter function %s owner to bailiwick_seal;', routine) from found where known and owner <> 'bailiwick_seal'
            ) as statement order by 1
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

    /**
     * One statement each, from the beginning of a transaction to its end, with the verifier as a
     * whole at the end; nothing if nothing is wrong.
     */
    static List<String> of(Wall wall, List<Fault> rest, Catalogue catalogue) throws SQLException {
        boolean exposed = Administration.has(rest, Check.SEAL_KEY_EXPOSED);
        if (!exposed
                && !Administration.has(rest, Check.SEAL)
                && !Administration.has(rest, Check.SEAL_MISSING)) {
            return List.of();
        }
        SealForm form = wall.seal().orElseThrow();
        List<String> roles = wall.roles().granted();
        List<String> functions =
                Stream.of(SealForm.values())
                        .flatMap(each -> SealSql.expected(each).keySet().stream())
                        .distinct()
                        .toList();
        List<String> statements = new ArrayList<>();
        statements.add("begin;");
        statements.addAll(catalogue.texts(ROLE, roles));
        statements.addAll(catalogue.texts(OWNERS));
        statements.addAll(catalogue.texts(RELATIONS));
        catalogue.sealPrivileges().stream()
                .map(
                        held ->
                                "revoke all on %s from %s;"
                                        .formatted(held.object().sql(), held.grantee().sql()))
                .distinct()
                .forEach(statements::add);
        statements.addAll(catalogue.texts(ATTACHED));
        statements.addAll(catalogue.texts(ROUTINES, functions));
        if (form == SealForm.SLOT) {
            statements.addAll(catalogue.texts(SLOT, roles, roles));
        }
        statements.add(WallSql.verifier(wall).strip());
        statements.add("commit;");
        if (exposed) {
            statements.add(CHANGE_KEYS);
        }
        return statements;
    }
}
