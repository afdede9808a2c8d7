package dev.bailiwick.postgres.plan;

import dev.bailiwick.core.Fault;
import dev.bailiwick.postgres.Check;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.catalogue.Catalogue;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Steps about what is around the tables: functions, schemas, sequences, default privileges. */
record Surroundings(List<Step> steps, List<Fault> mended) {

    /** What a step says that takes the seal off. */
    static final String UNSEALED =
            "scopes are sealed no longer, and SQL of the app role can set them";

    /** Every function in the schema as it is. */
    private static final String FUNCTIONS =
            """
            select pg_get_functiondef(pg_proc.oid) from pg_catalog.pg_proc
            where pronamespace = to_regnamespace(quote_ident(?)) and prokind = 'f' order by 1
            """;

    private static final String MAY_CREATE =
            "select coalesce(has_database_privilege(to_regrole(quote_ident(?))::oid,"
                    + " current_database(), 'CREATE'), false)";

    /** What the owner may take from others, and how it is given back. */
    private static final String DEFAULTS =
            """
            select format('alter default privileges for role %I%s revoke all on %s from %s', pg_get_userbyid(defaclrole), place, objects, who),
                format('alter default privileges for role %I%s grant %s on %s to %s', pg_get_userbyid(defaclrole), place,
                    string_agg(lower(privilege_type), ', ' order by privilege_type), objects, who),
                format('what %s creates is granted to %s', pg_get_userbyid(defaclrole), coalesce(rolname, 'public'))
            from pg_catalog.pg_default_acl cross join aclexplode(defaclacl)
            left join pg_catalog.pg_roles on pg_roles.oid = grantee
            cross join lateral (select coalesce(quote_ident(rolname), 'public')) as named (who)
            cross join lateral (select case defaclobjtype when 'r' then 'tables' else 'sequences' end) as kind (objects)
            cross join lateral (select coalesce(' in schema ' || (
                select quote_ident(nspname) from pg_catalog.pg_namespace where oid = defaclnamespace), '')) as at (place)
            where defaclobjtype in ('r', 'S') and (grantee = 0 or rolname = any (?))
            and (defaclnamespace = 0 or defaclnamespace in (select oid from pg_catalog.pg_namespace where nspname = any (?)))
            and defaclrole = to_regrole(quote_ident(?))
            group by defaclrole, place, objects, who, rolname order by 1
            """;

    static Surroundings read(Wall wall, List<Fault> faults, Connection connection)
            throws SQLException {
        Catalogue catalogue = new Catalogue(connection, wall.schema(), wall.schemas());
        Surroundings found = new Surroundings(new ArrayList<>(), new ArrayList<>());
        found.schemas(wall, faults, catalogue);
        found.functions(wall, faults, catalogue);
        found.defaults(wall, faults, catalogue);
        return found;
    }

    private void schemas(Wall wall, List<Fault> faults, Catalogue catalogue) throws SQLException {
        List<Step> missing =
                catalogue.unreached(wall.roles().granted()).stream()
                        .map(Surroundings::reaching)
                        .toList();
        steps.addAll(missing);
        faults.stream()
                .filter(
                        fault ->
                                missing.stream()
                                        .anyMatch(
                                                step ->
                                                        step.object().equals(fault.object())
                                                                && step.reasons()
                                                                        .contains(fault.message())))
                .forEach(mended::add);
    }

    private static Step reaching(Catalogue.Unreached pair) {
        String schema = pair.schema().sql();
        String role = pair.role().sql();
        return new Step(
                "schema " + pair.schema().label(),
                List.of("usage for %s is missing".formatted(pair.role().label())),
                List.of(),
                "grant usage on schema %s to %s;\n".formatted(schema, role),
                "revoke usage on schema %s from %s;\n".formatted(schema, role));
    }

    private void functions(Wall wall, List<Fault> faults, Catalogue catalogue) throws SQLException {
        List<Fault> missing = of(Check.SCHEMA_MISSING, faults);
        List<Fault> changed =
                of(Check.FUNCTION_CHANGED, faults).stream()
                        .filter(
                                fault ->
                                        wall.annex()
                                                .filter(annex -> annex.holds(fault.object()))
                                                .isEmpty())
                        .toList();
        if (missing.isEmpty() && changed.isEmpty()) {
            return;
        }
        String schema = wall.functionSchema();
        boolean creates = !missing.isEmpty() && mayCreate(wall, catalogue);
        String down =
                missing.isEmpty() ? definitions(schema, catalogue) : Functions.dropped(schema);
        steps.add(
                new Step(
                        "schema " + schema,
                        missing.isEmpty()
                                ? changed.stream().map(Fault::toString).toList()
                                : missing.stream().map(Fault::message).toList(),
                        unsealed(wall, changed),
                        creates ? Functions.withTheirSchema(wall) : Functions.within(wall),
                        down));
        mended.addAll(changed);
        if (creates) {
            mended.addAll(missing);
        }
    }

    /** Whether the owner may create schemas. */
    static boolean mayCreate(Wall wall, Catalogue catalogue) throws SQLException {
        return catalogue
                .list(MAY_CREATE, row -> row.getBoolean(1), wall.roles().owner())
                .getFirst();
    }

    /** The functions of a schema, as statements that make them as they are. */
    static String definitions(String schema, Catalogue catalogue) throws SQLException {
        return catalogue.list(FUNCTIONS, row -> row.getString(1), schema).stream()
                .map(definition -> definition.strip() + ";\n")
                .collect(Collectors.joining());
    }

    private static List<String> unsealed(Wall wall, List<Fault> changed) {
        boolean sealed =
                wall.seal().isEmpty()
                        && changed.stream()
                                .anyMatch(fault -> fault.message().contains("bailiwick_seal."));
        return sealed ? List.of(UNSEALED) : List.of();
    }

    private void defaults(Wall wall, List<Fault> faults, Catalogue catalogue) throws SQLException {
        List<Fault> granted = of(Check.GRANT_DEFAULT, faults);
        if (granted.isEmpty()) {
            return;
        }
        StringBuilder up = new StringBuilder();
        StringBuilder down = new StringBuilder();
        List<String> reasons = new ArrayList<>();
        catalogue
                .list(
                        DEFAULTS,
                        row -> List.of(row.getString(1), row.getString(2), row.getString(3)),
                        wall.roles().granted(),
                        wall.schemas(),
                        wall.roles().owner())
                .forEach(
                        found -> {
                            up.append(found.get(0)).append(";\n");
                            down.append(found.get(1)).append(";\n");
                            reasons.add(found.get(2));
                        });
        List<Fault> own =
                granted.stream().filter(fault -> reasons.contains(fault.message())).toList();
        if (!own.isEmpty()) {
            List<String> distinct = reasons.stream().distinct().toList();
            steps.add(
                    new Step(
                            "default privileges",
                            distinct,
                            distinct.stream().map(reason -> "is revoked: " + reason).toList(),
                            up.toString(),
                            down.toString()));
            mended.addAll(own);
        }
    }

    private static List<Fault> of(Check check, List<Fault> faults) {
        return faults.stream().filter(check::found).toList();
    }
}
