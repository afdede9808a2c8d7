package dev.bailiwick.postgres;

import dev.bailiwick.core.Dimension;

import java.util.Objects;

/**
 * The rows of a table that a scope sees of a dimension.
 *
 * @param optional whether a row whose column is null is seen by everybody in the tenant
 */
record Narrowing(Dimension<?> dimension, String column, boolean optional) {

    Narrowing {
        Objects.requireNonNull(dimension, "dimension");
        Name.check("column", column);
    }

    static Narrowing listed(Dimension<?> dimension, String column, boolean optional) {
        if (dimension.isNumbered()) {
            throw new IllegalArgumentException(
                    "The dimension %s is numbered: narrow by the column of the number, with narrowedByNumber"
                            .formatted(dimension));
        }
        return new Narrowing(dimension, column, optional);
    }

    static Narrowing numbered(Dimension<?> dimension, String column, boolean optional) {
        if (!dimension.isNumbered()) {
            throw new IllegalArgumentException(
                    "The dimension %s has no numbers: declare it with Dimension.numbered, or narrow by the column of its ids, with narrowedBy"
                            .formatted(dimension));
        }
        return new Narrowing(dimension, column, optional);
    }

    String word() {
        return "narrowed-by"
                + (optional ? "-optional" : "")
                + (dimension.isNumbered() ? "-number" : "");
    }

    Predicate predicate(Dialect dialect) {
        return optional
                ? Predicate.seenOrNull(dialect, dimension, column)
                : Predicate.seen(dialect, dimension, column);
    }
}
