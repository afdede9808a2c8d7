package dev.bailiwick.postgres;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A function that tells whether who asks sees the row of another table that a row refers to, under
 * that table's own policies.
 *
 * @param name of the function, the same for all references to those columns
 * @param parent the table referred to, as it stands in SQL
 * @param columns of that table
 */
record RowLookup(String schema, String name, String parent, List<String> columns) {

    RowLookup {
        columns = List.copyOf(columns);
    }

    static RowLookup of(Wall wall, Link link) {
        Relation parent = wall.relation(link.parent());
        String name =
                "sees_%s_by_%s"
                        .formatted(
                                parent.label(wall.schema()).replace('.', '_'),
                                String.join("_", link.parentColumns()));
        return new RowLookup(
                wall.functionSchema(), fitting(name), parent.sql(), link.parentColumns());
    }

    /** One that is too long would be cut off by PostgreSQL, and could be another's then. */
    private static String fitting(String name) {
        if (name.getBytes(StandardCharsets.UTF_8).length <= Name.MOST_BYTES) {
            return name;
        }
        String rest = "_%08x".formatted(name.hashCode());
        String start = name;
        while ((start + rest).getBytes(StandardCharsets.UTF_8).length > Name.MOST_BYTES) {
            start = start.substring(0, start.length() - 1);
        }
        return start + rest;
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
