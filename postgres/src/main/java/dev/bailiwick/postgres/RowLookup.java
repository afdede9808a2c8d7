package dev.bailiwick.postgres;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A function that tells whether who asks sees the row of another table that a row refers to, under
 * that table's own policies.
 *
 * @param name of the function, another one for each reference: PostgreSQL remembers the types of
 *     what it was first called with
 * @param parent the table referred to, as it stands in SQL
 * @param columns of that table
 */
record RowLookup(String schema, String name, String parent, List<String> columns) {

    RowLookup {
        columns = List.copyOf(columns);
    }

    /**
     * @param table whose rows refer, as it is declared
     */
    static RowLookup of(Wall wall, String table, Link link) {
        String parent = label(wall, link.parent());
        String child = label(wall, table);
        String columns = link.columns() + " " + link.parentColumns();
        return new RowLookup(
                wall.functionSchema(),
                fitting(
                        "sees_%s_of_%s".formatted(parent, child).replace('.', '_'),
                        "_%08x".formatted((parent + " " + child + " " + columns).hashCode())),
                wall.relation(link.parent()).sql(),
                link.parentColumns());
    }

    private static String label(Wall wall, String table) {
        return wall.relation(table).label(wall.schema());
    }

    /** What is too long would be cut off by PostgreSQL, and what tells it from others with it. */
    private static String fitting(String start, String end) {
        String cut = start;
        while ((cut + end).getBytes(StandardCharsets.UTF_8).length > Name.MOST_BYTES) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return cut + end;
    }

    /** The call for the row that {@code link} leads to, which must not be null. */
    Predicate of(Link link) {
        String call =
                "%s(ROW(%s))"
                        .formatted(
                                Name.quoted(schema, name),
                                link.columns().stream()
                                        .map(Name::quoted)
                                        .collect(Collectors.joining(", ")));
        return new Predicate(call, call);
    }

    /**
     * Of types that only the database knows, so they come in a record. The operator by its schema,
     * since whoever asks may have another one first in the search_path. In no parallel worker: some
     * seals hold there no more, and what is made with the policies is the same for all of them.
     */
    Routine routine() {
        String same =
                IntStream.range(0, columns.size())
                        .mapToObj(
                                i ->
                                        "%s operator(pg_catalog.=) refers.f%d"
                                                .formatted(
                                                        Name.quoted("referred_to", columns.get(i)),
                                                        i + 1))
                        .collect(Collectors.joining(" and "));
        String body =
                """

                begin
                    return exists (select from %s referred_to where %s);
                end
                """
                        .formatted(parent, same);
        return new Routine(
                name,
                """
                create or replace function %s(refers record) returns boolean language plpgsql stable parallel restricted as $$%s$$;
                """
                        .formatted(Name.quoted(schema, name), body),
                "s r f " + body);
    }
}
