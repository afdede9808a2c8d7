package dev.bailiwick.postgres;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A reference from a row to the row of another table, as a foreign key has it.
 *
 * @param columns of the row that refers
 * @param parent the table referred to, with its schema if it is not the wall's
 * @param parentColumns in the order of {@code columns}
 * @param whenNull what is to be made of a row in which one of {@code columns} is null
 */
public record Link(
        List<String> columns, String parent, List<String> parentColumns, WhenNull whenNull) {

    public Link {
        columns = List.copyOf(columns);
        parentColumns = List.copyOf(parentColumns);
        Objects.requireNonNull(whenNull, "whenNull");
        Relation.check("table", parent);
        columns.forEach(column -> Name.check("column", column));
        parentColumns.forEach(column -> Name.check("column", column));
        if (columns.isEmpty() || columns.size() != parentColumns.size()) {
            throw new IllegalArgumentException(
                    "A reference to %s needs as many columns here as there: %s and %s"
                            .formatted(parent, columns, parentColumns));
        }
    }

    /** By one column; a row in which it is null is hidden. */
    public static Link of(String column, String parent, String parentColumn) {
        return of(List.of(column), parent, List.of(parentColumn));
    }

    /** By several columns; a row in which one of them is null is hidden. */
    public static Link of(List<String> columns, String parent, List<String> parentColumns) {
        return new Link(columns, parent, parentColumns, WhenNull.HIDDEN);
    }

    /** As a declaration file says it. */
    Object words() {
        String reference =
                columns.size() == 1
                        ? "%s -> %s.%s"
                                .formatted(columns.getFirst(), parent, parentColumns.getFirst())
                        : "%s -> %s (%s)"
                                .formatted(
                                        String.join(", ", columns),
                                        parent,
                                        String.join(", ", parentColumns));
        if (whenNull == WhenNull.HIDDEN) {
            return reference;
        }
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("reference", reference);
        words.put("when-null", "passed-over");
        return words;
    }

    public Link whenNull(WhenNull said) {
        return new Link(columns, parent, parentColumns, said);
    }
}
