package dev.bailiwick.postgres;

import dev.bailiwick.core.Fault;
import dev.bailiwick.postgres.catalogue.Catalogue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The functions of a schema that the toolkit fills itself, and what it holds from the start. */
final class AnnexFaults {

    private static final String FUNCTIONS =
            """
            select pg_proc.oid::regprocedure::text,
                concat_ws(' | ', pg_get_function_arguments(pg_proc.oid), pg_get_function_result(pg_proc.oid), lanname,
                    provolatile, proparallel, left(prosecdef::text, 1), coalesce(array_to_string(proconfig, '; '), '')),
                coalesce(pg_get_function_sqlbody(pg_proc.oid), prosrc),
                array(select coalesce(rolname, 'public') from aclexplode(coalesce(proacl, acldefault('f', proowner)))
                    left join pg_catalog.pg_roles on pg_roles.oid = grantee where grantee <> proowner order by 1)
            from pg_catalog.pg_proc
            join pg_catalog.pg_language on pg_language.oid = prolang
            where pronamespace = to_regnamespace(quote_ident(?))
            """;

    private static final String MARK =
            "select coalesce(obj_description(to_regnamespace(quote_ident(?))::oid, 'pg_namespace'),"
                    + " 'nothing')";

    /** Null if one of the tables is not there. */
    private static final String READABLE =
            """
            select bool_and(has_table_privilege(c.oid, 'SELECT')) from pg_catalog.pg_class c
            where relnamespace = to_regnamespace(quote_ident(?)) and relkind = 'r' and c.relname = any (?)
            having count(*) = cardinality(?::text[])
            """;

    private final Wall wall;
    private final Annex annex;

    AnnexFaults(Wall wall, Annex annex) {
        this.wall = wall;
        this.annex = annex;
    }

    List<Fault> in(Catalogue catalogue) throws SQLException {
        Map<String, WrittenFunction> found = new TreeMap<>();
        catalogue
                .list(FUNCTIONS, AnnexFaults::held, annex.schema())
                .forEach(function -> found.put(function.name(), function));
        if (found.isEmpty()) {
            return List.of(
                    Check.FUNCTION_CHANGED.fault(
                            "schema " + annex.schema(), "has none of the toolkit's functions"));
        }
        List<Fault> faults = new ArrayList<>();
        for (WrittenFunction written : WrittenFunction.all(annex.functions())) {
            WrittenFunction held = found.remove(written.name());
            if (held == null) {
                faults.add(Check.FUNCTION_CHANGED.fault(object(written), "is missing"));
            } else {
                faults.addAll(compared(written, held));
            }
        }
        found.values()
                .forEach(
                        other ->
                                faults.add(
                                        Check.FUNCTION_CHANGED.fault(
                                                object(other), Annex.FOREIGN)));
        faults.addAll(content(catalogue));
        faults.addAll(mark(catalogue));
        return faults;
    }

    private static List<Fault> compared(WrittenFunction written, WrittenFunction held) {
        List<Fault> faults = new ArrayList<>();
        if (!written.body().equals(held.body())) {
            faults.add(
                    Check.FUNCTION_CHANGED.fault(object(held), "has another body than generated"));
        }
        if (!written.properties().equals(held.properties())) {
            faults.add(
                    Check.FUNCTION_CHANGED.fault(
                            object(held),
                            "is not as generated: %s, where it should be %s",
                            held.properties(),
                            written.properties()));
        }
        without(held.callers(), written.callers())
                .forEach(
                        role ->
                                faults.add(
                                        Check.GRANT_EXTRA.fault(
                                                object(held), "may be called by %s", role)));
        without(written.callers(), held.callers())
                .forEach(
                        role ->
                                faults.add(
                                        Check.GRANT_MISSING.fault(
                                                object(held), "may not be called by %s", role)));
        return faults;
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> left = new TreeSet<>(all);
        left.removeAll(some);
        return left;
    }

    private List<Fault> content(Catalogue catalogue) throws SQLException {
        List<String> tables =
                wall.tables().stream()
                        .filter(
                                table ->
                                        wall.relation(table.name()).schema().equals(annex.schema()))
                        .filter(GlobalTable.class::isInstance)
                        .map(table -> wall.relation(table.name()).name())
                        .toList();
        List<String> readable = catalogue.texts(READABLE, annex.schema(), tables, tables);
        if (!readable.equals(List.of("t"))) {
            // of tables that are missing and grants that are, other faults tell
            return List.of();
        }
        Set<String> found = new TreeSet<>(catalogue.texts(annex.content().query()));
        Set<String> wrong = without(found, annex.content().held());
        Set<String> missing = without(annex.content().held(), found);
        if (wrong.isEmpty() && missing.isEmpty()) {
            return List.of();
        }
        boolean whole = catalogue.texts(annex.content().whole()).equals(List.of("t"));
        return List.of(
                (whole ? Check.AUTHORITY_MODEL_OTHER : Check.AUTHORITY_MODEL)
                        .fault(
                                "schema " + annex.schema(),
                                "says %s, where it should say %s",
                                wrong.isEmpty() ? "nothing" : String.join(", ", wrong),
                                missing.isEmpty() ? "nothing of it" : String.join(", ", missing)));
    }

    /** Functions are made anew with each release, and tables are not. */
    private List<Fault> mark(Catalogue catalogue) throws SQLException {
        String found = catalogue.texts(MARK, annex.schema()).getFirst();
        return found.equals(annex.mark())
                ? List.of()
                : List.of(
                        Check.AUTHORITY_VERSION.fault(
                                "schema " + annex.schema(),
                                "is marked with %s, where the toolkit makes %s: run what its tables"
                                    + " lack of AuthoritySql.tables(), and then: comment on schema"
                                    + " %s is '%s'",
                                found,
                                annex.mark(),
                                annex.schema(),
                                annex.mark()));
    }

    private static String object(WrittenFunction function) {
        return "function " + function.name();
    }

    private static WrittenFunction held(ResultSet row) throws SQLException {
        return new WrittenFunction(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                Set.copyOf(Catalogue.texts(row, 4)));
    }
}
