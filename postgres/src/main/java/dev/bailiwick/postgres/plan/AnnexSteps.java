package dev.bailiwick.postgres.plan;

import dev.bailiwick.core.Fault;
import dev.bailiwick.postgres.Annex;
import dev.bailiwick.postgres.Check;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.catalogue.Catalogue;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Steps about a schema that the toolkit fills itself.
 *
 * @param tables before the functions of the wall, which may look into them
 * @param functions behind these, and before the policies that call them
 */
record AnnexSteps(List<Step> tables, List<Step> functions, List<Fault> mended) {

    private static final String NO_WAY_BACK =
            "-- The roles that there were are not brought back.\n";

    private static final String EXISTS = "select to_regnamespace(quote_ident(?)) is not null";

    private static final String DROPPED = "select format('drop function %s;', ?)";

    private static final String REVOKED =
            "select format('revoke all on function %s from %s;', ?,"
                    + " case ? when 'public' then 'public' else quote_ident(?) end)";

    private static final String QUOTED =
            "select string_agg(quote_ident(name), ', ') from unnest(?::text[]) as name";

    private static final String EXTRA = "may be called by ";

    static AnnexSteps read(Wall wall, List<Fault> faults, Connection connection)
            throws SQLException {
        AnnexSteps found = new AnnexSteps(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        if (wall.annex().isPresent()) {
            Annex annex = wall.annex().get();
            found.read(
                    wall,
                    annex,
                    faults.stream().filter(fault -> annex.holds(fault.object())).toList(),
                    new Catalogue(connection, wall.schema(), wall.schemas()));
        }
        return found;
    }

    private void read(Wall wall, Annex annex, List<Fault> faults, Catalogue catalogue)
            throws SQLException {
        boolean there = catalogue.list(EXISTS, row -> row.getBoolean(1), annex.schema()).getFirst();
        List<Table> own = own(wall, annex);
        boolean bare = faults.stream().filter(Check.TABLE_MISSING::found).count() == own.size();
        if (bare && !there && !Surroundings.mayCreate(wall, catalogue)) {
            return;
        }
        if (bare) {
            tables.add(made(annex, there));
            mended.addAll(faults);
        }
        List<Fault> differing = faults.stream().filter(AnnexSteps::isOfFunctions).toList();
        if (bare || !differing.isEmpty()) {
            functions.add(mending(wall, annex, bare, differing, catalogue));
            mended.addAll(differing);
        }
    }

    private static boolean isOfFunctions(Fault fault) {
        if (Check.FUNCTION_CHANGED.found(fault) || isOfRoles(fault)) {
            return true;
        }
        return fault.object().startsWith("function ")
                && Stream.of(Check.GRANT_EXTRA, Check.GRANT_MISSING, Check.FUNCTION_DEFINER_OPEN)
                        .anyMatch(check -> check.found(fault));
    }

    private static boolean isOfRoles(Fault fault) {
        return Check.AUTHORITY_MODEL.found(fault) || Check.AUTHORITY_MODEL_OTHER.found(fault);
    }

    private static List<Table> own(Wall wall, Annex annex) {
        return wall.tables().stream()
                .filter(table -> table.name().startsWith(annex.schema() + "."))
                .toList();
    }

    private static Step made(Annex annex, boolean there) {
        String creating = "create schema %s;\n".formatted(annex.schema());
        return new Step(
                "schema " + annex.schema(),
                List.of("its tables are missing"),
                List.of(),
                there ? annex.tables().replace(creating, "") : annex.tables(),
                "");
    }

    private static Step mending(
            Wall wall, Annex annex, boolean bare, List<Fault> faults, Catalogue catalogue)
            throws SQLException {
        // without the functions nobody has ever said what the roles are
        boolean none =
                faults.stream()
                        .filter(Check.FUNCTION_CHANGED::found)
                        .anyMatch(fault -> fault.object().equals("schema " + annex.schema()));
        boolean roles = bare || none || faults.stream().anyMatch(AnnexSteps::isOfRoles);
        List<String> dangers = new ArrayList<>();
        String up =
                takenAway(faults, dangers, catalogue)
                        + annex.functions()
                        + (roles ? annex.content().sql() : "")
                        + (bare ? isolation(wall, annex, catalogue) : "");
        String down =
                bare
                        ? "drop schema %s cascade;\n".formatted(annex.schema())
                        : (roles ? NO_WAY_BACK : "")
                                + Surroundings.definitions(annex.schema(), catalogue);
        List<String> reasons =
                faults.isEmpty()
                        ? List.of("its functions are missing")
                        : faults.stream().map(Fault::toString).toList();
        return new Step("schema " + annex.schema(), reasons, dangers, up, down);
    }

    private static String takenAway(List<Fault> faults, List<String> dangers, Catalogue catalogue)
            throws SQLException {
        StringBuilder taken = new StringBuilder();
        for (Fault fault : faults) {
            String function = fault.object().substring(fault.object().indexOf(' ') + 1);
            if (fault.message().startsWith(EXTRA)) {
                String role = fault.message().substring(EXTRA.length());
                taken.append(catalogue.texts(REVOKED, function, role, role).getFirst())
                        .append('\n');
                dangers.add("is revoked: %s %s".formatted(function, fault.message()));
            } else if (Annex.isForeign(fault)) {
                taken.append(catalogue.texts(DROPPED, function).getFirst()).append('\n');
                dangers.add("is dropped: " + function);
            }
        }
        return taken.toString();
    }

    private static String isolation(Wall wall, Annex annex, Catalogue catalogue)
            throws SQLException {
        String roles = catalogue.texts(QUOTED, wall.roles().granted()).getFirst();
        return "grant usage on schema %s to %s;\n".formatted(annex.schema(), roles)
                + own(wall, annex).stream()
                        .map(table -> WallSql.table(wall, table))
                        .collect(Collectors.joining());
    }

    /** For a database that is not at hand: what is there is left as it is. */
    static Step tablesUnlessThere(Annex annex) {
        return new Step(
                "schema " + annex.schema(),
                List.of("the toolkit's own tables, unless they are there"),
                List.of(),
                """
                do $annex$
                begin
                    if to_regnamespace('%s') is null then
                %s
                    end if;
                end $annex$;
                """
                        .formatted(annex.schema(), annex.tables().strip()),
                "");
    }

    static Step functionsAgain(Annex annex) {
        return new Step(
                "schema " + annex.schema(),
                List.of("the toolkit's own functions, and the roles of the application"),
                List.of(),
                annex.functions() + annex.content().sql(),
                "");
    }
}
