package dev.bailiwick.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Functions that see more than who calls them, and the toolkit's own if somebody changed them. */
final class FunctionFaults {

    private static final String OWN =
            """
            select proname, concat_ws(' ', provolatile, proparallel, prosecdef, proconfig::text,
                pg_get_function_sqlbody(oid))
            from pg_catalog.pg_proc where pronamespace = to_regnamespace('bailiwick')
            """;

    /**
     * As PostgreSQL prints what {@link WallSql#functions} makes: stable, parallel safe, as the
     * caller.
     */
    private static final Map<String, String> EXPECTED =
            Map.of(
                    "tenant",
                    "s s f RETURN (NULLIF(current_setting('bailiwick.tenant'::text, true),"
                            + " ''::text))::uuid",
                    "principal",
                    "s s f RETURN (NULLIF(current_setting('bailiwick.principal'::text, true),"
                            + " ''::text))::uuid",
                    "sees_all",
                    "s s f RETURN COALESCE((current_setting(('bailiwick.'::text || dimension),"
                            + " true) = 'all'::text), false)",
                    "sees",
                    "s s f RETURN (CASE WHEN bailiwick.sees_all(dimension) THEN '{}'::text[] ELSE"
                            + " string_to_array(NULLIF(current_setting(('bailiwick.'::text ||"
                            + " dimension), true), ''::text), ','::text) END)::uuid[]");

    private static final String DEFINER =
            """
            select pg_proc.oid::regprocedure::text,
                not exists (select from unnest(proconfig) as setting where setting like 'search_path=%') as loose,
                exists (select from aclexplode(coalesce(proacl, acldefault('f', proowner))) where grantee = 0) as open,
                rolsuper or rolbypassrls as unbound, rolname
            from pg_catalog.pg_proc
            join pg_catalog.pg_namespace on pg_namespace.oid = pronamespace
            join pg_catalog.pg_roles on pg_roles.oid = proowner
            where prosecdef and nspname not in ('pg_catalog', 'information_schema')
            and has_function_privilege(to_regrole(?)::oid, pg_proc.oid, 'EXECUTE')
            """;

    private static final String SETTING =
            """
            select pg_proc.oid::regprocedure::text from pg_catalog.pg_proc
            where exists (select from unnest(proconfig) as setting where lower(setting) like 'bailiwick.%')
            """;

    /** Only a superuser can say so, and then row-level security lets it see every row. */
    private static final String LEAKPROOF =
            """
            select pg_proc.oid::regprocedure::text from pg_catalog.pg_proc
            join pg_catalog.pg_namespace on pg_namespace.oid = pronamespace
            where proleakproof and nspname not in ('pg_catalog', 'information_schema')
            and prolang in (select oid from pg_catalog.pg_language where lanname not in ('internal', 'c'))
            """;

    private final Wall wall;

    FunctionFaults(Wall wall) {
        this.wall = wall;
    }

    List<String> in(Catalogue catalogue) throws SQLException {
        List<String> faults = new ArrayList<>();
        Map<String, String> found = new TreeMap<>();
        catalogue
                .list(OWN, row -> List.of(row.getString(1), row.getString(2)))
                .forEach(own -> found.merge(own.get(0), own.get(1), (a, b) -> a + "; " + b));
        EXPECTED.forEach(
                (name, body) -> {
                    if (!body.equals(found.get(name))) {
                        faults.add(
                                "function bailiwick.%s: is not as generated: %s"
                                        .formatted(name, found.get(name)));
                    }
                });
        for (List<String> definer :
                catalogue.list(DEFINER, FunctionFaults::faults, Name.quoted(wall.roles().app()))) {
            faults.addAll(definer);
        }
        for (String function : catalogue.texts(SETTING)) {
            faults.add("function %s: changes the scope while it runs".formatted(function));
        }
        for (String function : catalogue.texts(LEAKPROOF)) {
            faults.add("function %s: is declared leakproof".formatted(function));
        }
        return faults;
    }

    private static List<String> faults(ResultSet row) throws SQLException {
        String name = "function " + row.getString(1);
        List<String> faults = new ArrayList<>();
        if (row.getBoolean("loose")) {
            faults.add(name + ": runs as its owner with the caller's search_path");
        }
        if (row.getBoolean("open")) {
            faults.add(name + ": runs as its owner and may be called by everybody");
        }
        if (row.getBoolean("unbound")) {
            faults.add(
                    "%s: runs as %s, whom policies do not bind"
                            .formatted(name, row.getString("rolname")));
        }
        return faults;
    }
}
