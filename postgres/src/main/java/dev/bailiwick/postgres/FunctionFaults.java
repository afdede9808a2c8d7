package dev.bailiwick.postgres;

import dev.bailiwick.core.Fault;
import dev.bailiwick.postgres.catalogue.Catalogue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Functions that see more than who calls them, and the toolkit's own if somebody changed them. */
final class FunctionFaults {

    private static final String SCHEMA =
            "select nspname from pg_catalog.pg_namespace where nspname = ?";

    private static final String OWN =
            """
            select proname, concat_ws(' ', provolatile, proparallel, prosecdef, proconfig::text,
                coalesce(pg_get_function_sqlbody(oid), prosrc))
            from pg_catalog.pg_proc where pronamespace = (select oid from pg_catalog.pg_namespace where nspname = ?)
            """;

    private static final String DEFINER =
            """
            select pg_proc.oid::regprocedure::text,
                not exists (select from unnest(proconfig) as setting where setting like 'search_path=%') as loose,
                exists (select from aclexplode(coalesce(proacl, acldefault('f', proowner))) where grantee = 0) as open,
                rolsuper or rolbypassrls or coalesce(pg_has_role(proowner, to_regrole(nullif(?, ''))::oid, 'USAGE'), false) as unbound, rolname
            from pg_catalog.pg_proc
            join pg_catalog.pg_namespace on pg_namespace.oid = pronamespace
            join pg_catalog.pg_roles on pg_roles.oid = proowner
            where prosecdef and nspname not in ('pg_catalog', 'information_schema')
            and has_function_privilege(to_regrole(?)::oid, pg_proc.oid, 'EXECUTE')
            """;

    /** What is run although nobody asks for EXECUTE on it, and why. */
    private static final String RUNS =
            """
            (
                select tgfoid, 'the trigger ' || tgname || ' on ' || tgrelid::regclass from pg_catalog.pg_trigger
                join pg_catalog.pg_class on pg_class.oid = tgrelid join inside on inside.oid = relnamespace
                where not tgisinternal and tgenabled in ('O', 'A')
                union all
                select part, 'the aggregate ' || aggfnoid::regprocedure from pg_catalog.pg_aggregate
                cross join unnest(array[aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn,
                    aggmtransfn, aggminvtransfn, aggmfinalfn]::oid[]) as part
                where has_function_privilege(to_regrole(?)::oid, aggfnoid, 'EXECUTE')
                union all
                select amproc, 'the operator family ' || opfname from pg_catalog.pg_amproc
                join pg_catalog.pg_opfamily on pg_opfamily.oid = amprocfamily
                union all
                select part, 'the type ' || format_type(rngtypid, null) from pg_catalog.pg_range
                cross join unnest(array[rngcanonical, rngsubdiff]::oid[]) as part
            ) as runs (function, what)
            join pg_catalog.pg_proc on pg_proc.oid = runs.function
            join pg_catalog.pg_namespace on pg_namespace.oid = pronamespace
            join pg_catalog.pg_roles on pg_roles.oid = proowner
            where prosecdef and nspname not in ('pg_catalog', 'information_schema')
            """;

    /** Definer functions that run although the role may not call them. */
    private static final String BEHIND =
            """
            select pg_proc.oid::regprocedure::text,
                not exists (select from unnest(proconfig) as setting where setting like 'search_path=%') as loose,
                false as open,
                rolsuper or rolbypassrls or coalesce(pg_has_role(proowner, to_regrole(nullif(?, ''))::oid, 'USAGE'), false) as unbound,
                rolname || ' for ' || min(runs.what) as rolname
            from
            """
                    + RUNS
                    + """
                    and not has_function_privilege(to_regrole(?)::oid, pg_proc.oid, 'EXECUTE')
                    group by pg_proc.oid, proowner, rolsuper, rolbypassrls, rolname
                    """;

    /** Run as the owner, whether the role may call them too or not. */
    private static final String AS_OWNER =
            "select pg_proc.oid::regprocedure::text, rolname || ' for ' || min(runs.what) from "
                    + RUNS
                    + """
                    and not rolsuper and not rolbypassrls and pg_has_role(proowner, to_regrole(?)::oid, 'USAGE')
                    group by pg_proc.oid, rolname
                    """;

    private static final String SETTING =
            """
            select pg_proc.oid::regprocedure::text from pg_catalog.pg_proc
            where exists (select from unnest(proconfig) as setting where starts_with(lower(setting), ?))
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

    List<Fault> in(Catalogue catalogue) throws SQLException {
        List<Fault> faults = new ArrayList<>(changed(catalogue));
        String maintenance = wall.roles().maintenance().map(Name::quoted).orElse("");
        for (String bound : wall.roles().bound()) {
            String role = Name.quoted(bound);
            catalogue
                    .list(DEFINER, FunctionFaults::faults, maintenance, role)
                    .forEach(faults::addAll);
            catalogue
                    .inside(BEHIND, FunctionFaults::faults, maintenance, role, role)
                    .forEach(faults::addAll);
            faults.addAll(seeingAll(catalogue, role));
        }
        faults.removeIf(this::isOwn);
        for (String function : catalogue.texts(SETTING, wall.settings().named(""))) {
            faults.add(
                    Check.FUNCTION_CHANGES_SCOPE.fault(
                            "function " + function, "changes the scope while it runs"));
        }
        for (String function : catalogue.texts(LEAKPROOF)) {
            faults.add(
                    Check.FUNCTION_LEAKPROOF.fault(
                            "function " + function, "is declared leakproof"));
        }
        return faults;
    }

    /**
     * What may be called by name is told where it is open to everybody; that it sees these rows is
     * what the declaration asks for.
     */
    private List<Fault> seeingAll(Catalogue catalogue, String role) throws SQLException {
        List<String> seen =
                wall.tables().stream()
                        .filter(
                                table ->
                                        table instanceof TenantTable
                                                || table instanceof IdentityTable)
                        .filter(table -> table.owner() != OwnerAccess.NOTHING)
                        .map(wall::label)
                        .toList();
        if (seen.isEmpty()) {
            return List.of();
        }
        return catalogue.inside(
                AS_OWNER,
                row ->
                        Check.FUNCTION_BEHIND_SEES_ALL.fault(
                                "function " + row.getString(1),
                                "runs as %s, who is shown every row of %s",
                                row.getString(2),
                                String.join(", ", seen)),
                role,
                Name.quoted(wall.roles().owner()));
    }

    /** Of the toolkit's own, the body is compared, whose names were looked up when it was made. */
    private boolean isOwn(Fault fault) {
        return wall.epochSource().isPresent()
                && fault.id().equals(Check.FUNCTION_DEFINER_PATH.id())
                && fault.object()
                        .equals(
                                "function %s.%s()"
                                        .formatted(
                                                Name.quoted(wall.functionSchema()),
                                                EpochRoutines.ONE));
    }

    private List<Fault> changed(Catalogue catalogue) throws SQLException {
        String schema = wall.functionSchema();
        if (catalogue.texts(SCHEMA, schema).isEmpty()) {
            return List.of(
                    Check.SCHEMA_MISSING.fault(
                            "schema " + schema,
                            "does not exist, and policies compare with its functions"));
        }
        Map<String, String> found = new TreeMap<>();
        catalogue
                .list(OWN, row -> List.of(row.getString(1), row.getString(2)), schema)
                .forEach(own -> found.merge(own.get(0), own.get(1), (a, b) -> a + "; " + b));
        List<Fault> faults = new ArrayList<>();
        made(found, Routine.of(wall), "WallSql.functions", faults);
        made(found, Routine.ofEpoch(wall), "WallSql.epoch, behind the tables,", faults);
        made(found, Routine.ofLookups(wall), "WallSql.isolation", faults);
        return faults;
    }

    private void made(
            Map<String, String> found, List<Routine> routines, String maker, List<Fault> faults) {
        for (Routine routine : routines) {
            String name = "function %s.%s".formatted(wall.functionSchema(), routine.name());
            String held = found.get(routine.name());
            if (held == null) {
                faults.add(Check.FUNCTION_CHANGED.fault(name, "is missing: %s makes it", maker));
            } else if (!routine.held().equals(held)) {
                faults.add(Check.FUNCTION_CHANGED.fault(name, "is not as generated: %s", held));
            }
        }
    }

    private static List<Fault> faults(ResultSet row) throws SQLException {
        String name = "function " + row.getString(1);
        List<Fault> faults = new ArrayList<>();
        if (row.getBoolean("loose")) {
            faults.add(
                    Check.FUNCTION_DEFINER_PATH.fault(
                            name, "runs as its owner with the caller's search_path"));
        }
        if (row.getBoolean("open")) {
            faults.add(
                    Check.FUNCTION_DEFINER_OPEN.fault(
                            name, "runs as its owner and may be called by everybody"));
        }
        if (row.getBoolean("unbound")) {
            faults.add(
                    Check.FUNCTION_DEFINER_UNBOUND.fault(
                            name,
                            "runs as %s, whom policies do not bind",
                            row.getString("rolname")));
        }
        return faults;
    }
}
