package dev.bailiwick.postgres;

import dev.bailiwick.core.Fault;
import dev.bailiwick.postgres.catalogue.Catalogue;
import dev.bailiwick.postgres.catalogue.SealPrivilege;
import dev.bailiwick.postgres.sealed.SealForm;
import dev.bailiwick.postgres.sealed.SealSql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Ways in which somebody else than the verifier could learn a key, or make or keep a scope. */
final class SealFaults {

    private static final String MISSING =
            """
            select 'role bailiwick_seal does not exist' where to_regrole('bailiwick_seal') is null
            union all select 'the table of keys does not exist' where to_regclass('bailiwick_seal.key') is null
            """;

    private static final String ROLE =
            """
            select attribute from pg_catalog.pg_roles
            cross join lateral (values
                ('may log in', rolcanlogin), ('is a superuser', rolsuper), ('bypasses policies', rolbypassrls),
                ('may create roles', rolcreaterole)) as has (attribute, yes)
            where rolname = 'bailiwick_seal' and yes
            """;

    private static final String OWNERS =
            """
            select what || ' is owned by ' || pg_get_userbyid(owner) from (
                select 'schema bailiwick_seal', nspowner from pg_catalog.pg_namespace where nspname = 'bailiwick_seal'
                union all
                select 'relation ' || relname, relowner from pg_catalog.pg_class where relnamespace = to_regnamespace('bailiwick_seal')
            ) as object (what, owner)
            where pg_get_userbyid(owner) <> 'bailiwick_seal'
            """;

    private static final String MEMBERS =
            """
            select rolname from pg_catalog.pg_roles
            where rolname = any (?) and not rolsuper and to_regrole('bailiwick_seal') is not null
            and pg_has_role(oid, to_regrole('bailiwick_seal')::oid, 'MEMBER')
            """;

    /** Policies and triggers can read a key for whoever makes them. */
    private static final String ATTACHED =
            """
            select 'policy ' || polname from pg_catalog.pg_policy where polrelid = to_regclass('bailiwick_seal.key')
            union all
            select 'trigger ' || tgname from pg_catalog.pg_trigger
            where tgrelid = to_regclass('bailiwick_seal.key') and not tgisinternal
            union all
            select 'rule ' || rulename from pg_catalog.pg_rewrite where ev_class = to_regclass('bailiwick_seal.key')
            """;

    private static final String FUNCTIONS =
            """
            select proname || '(' || pg_get_function_identity_arguments(oid) || ')',
                concat_ws(' ', pg_get_userbyid(proowner), prosecdef, provolatile, proparallel, proconfig::text,
                    coalesce(pg_get_function_sqlbody(oid), prosrc))
            from pg_catalog.pg_proc where pronamespace = to_regnamespace('bailiwick_seal')
            """;

    /** Who may set the slot, and whether something is in it before any scope. */
    private static final String SLOT =
            """
            select 'the slot may be set by ' || rolname from pg_catalog.pg_roles
            where rolname = any (?) and has_parameter_privilege(oid, 'backtrace_functions', 'SET')
            union all
            select 'the verifier may not set its slot: grant set on parameter backtrace_functions to bailiwick_seal'
            from pg_catalog.pg_roles
            where rolname = 'bailiwick_seal' and not has_parameter_privilege(oid, 'backtrace_functions', 'SET')
            union all
            select 'the slot is in use: backtrace_functions must be blank where a session begins'
            from pg_catalog.pg_settings where name = 'backtrace_functions' and reset_val <> ''
            union all
            select 'the slot is in use: backtrace_functions is preset for ' || coalesce(rolname, 'every role')
            from pg_catalog.pg_db_role_setting cross join unnest(setconfig) as setting
            left join pg_catalog.pg_roles on pg_roles.oid = setrole
            left join pg_catalog.pg_database on pg_database.oid = setdatabase
            where starts_with(lower(setting), 'backtrace_functions=') and (setdatabase = 0 or datname = current_database())
            and (setrole = 0 or rolname = any (?))
            """;

    private final Wall wall;
    private final SealForm form;

    SealFaults(Wall wall, SealForm form) {
        this.wall = wall;
        this.form = form;
    }

    List<Fault> in(Catalogue catalogue) throws SQLException {
        List<String> roles = wall.roles().granted();
        List<String> missing = new ArrayList<>(catalogue.texts(MISSING));
        List<String> exposed = new ArrayList<>();
        catalogue.texts(ROLE).forEach(fault -> exposed.add("role bailiwick_seal " + fault));
        exposed.addAll(catalogue.texts(OWNERS));
        for (SealPrivilege held : catalogue.sealPrivileges()) {
            exposed.add(
                    "%s: %s is granted to %s"
                            .formatted(
                                    held.object().label(),
                                    held.privilege(),
                                    held.grantee().label()));
        }
        catalogue.texts(ATTACHED).forEach(what -> exposed.add("table of keys: has the " + what));
        catalogue
                .texts(MEMBERS, roles)
                .forEach(role -> exposed.add("role %s: may act as the verifier".formatted(role)));
        functions(catalogue, missing, exposed);
        List<String> slot = form == SealForm.SLOT ? catalogue.texts(SLOT, roles, roles) : List.of();
        return Stream.of(
                        faults(Check.SEAL_MISSING, missing),
                        faults(Check.SEAL_KEY_EXPOSED, exposed),
                        faults(Check.SEAL, slot))
                .flatMap(faults -> faults)
                .toList();
    }

    private static Stream<Fault> faults(Check check, List<String> messages) {
        return messages.stream().map(message -> check.fault("seal", "%s", message));
    }

    /** What was put in a function's place can hand a key to whoever put it there. */
    private void functions(Catalogue catalogue, List<String> missing, List<String> exposed)
            throws SQLException {
        Map<String, String> wanted = new TreeMap<>(SealSql.expected(form));
        for (List<String> found :
                catalogue.list(FUNCTIONS, row -> List.of(row.getString(1), row.getString(2)))) {
            String expected = wanted.remove(found.get(0));
            if (expected == null) {
                exposed.add("function %s was not generated".formatted(found.get(0)));
            } else if (!expected.equals(found.get(1))) {
                exposed.add(
                        "function %s is not as generated: %s"
                                .formatted(found.get(0), headOf(found.get(1))));
            }
        }
        wanted.keySet().forEach(name -> missing.add("function %s is missing".formatted(name)));
    }

    private static String headOf(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end).strip();
    }
}
