package dev.bailiwick.postgres;

import dev.bailiwick.core.Dimension;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The rows of a table that a scope sees of a dimension.
 *
 * @param column of one value, or of several, all of which must be seen
 * @param unset whether a row whose column is null is seen by everybody in the tenant
 * @param own where the column holds several: that of the principal who sees the row in any case
 */
record Narrowing(Dimension<?> dimension, String column, boolean unset, Optional<String> own) {

    Narrowing {
        Objects.requireNonNull(dimension, "dimension");
        Name.check("column", column);
        own.ifPresent(name -> Name.check("column", name));
    }

    static Narrowing listed(Dimension<?> dimension, String column, boolean unset) {
        if (dimension.isNumbered()) {
            throw new IllegalArgumentException(
                    "The dimension %s is numbered: narrow by the column of the number, with narrowedByNumber"
                            .formatted(dimension));
        }
        return new Narrowing(dimension, column, unset, Optional.empty());
    }

    static Narrowing numbered(Dimension<?> dimension, String column, boolean unset) {
        return new Narrowing(requireNumbered(dimension), column, unset, Optional.empty());
    }

    static Narrowing several(Dimension<?> dimension, String column, String own) {
        return new Narrowing(requireNumbered(dimension), column, false, Optional.of(own));
    }

    private static Dimension<?> requireNumbered(Dimension<?> dimension) {
        if (!dimension.isNumbered()) {
            throw new IllegalArgumentException(
                    "The dimension %s has no numbers: declare it with Dimension.numbered, or narrow by the column of its ids, with narrowedBy"
                            .formatted(dimension));
        }
        return dimension;
    }

    private String word() {
        return own.isPresent()
                ? "narrowed-by-numbers"
                : "narrowed-by"
                        + (unset ? "-optional" : "")
                        + (dimension.isNumbered() ? "-number" : "");
    }

    /** What stands behind the name of the dimension. */
    private Object words() {
        if (own.isEmpty()) {
            return column;
        }
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("column", column);
        words.put("own", own.get());
        return words;
    }

    /** One entry for each way of narrowing, columns by the names of their dimensions. */
    static void addWords(List<Narrowing> narrowings, Map<String, Object> words) {
        Map<String, Map<String, Object>> ways = new TreeMap<>();
        for (Narrowing narrowing : narrowings) {
            ways.computeIfAbsent(narrowing.word(), _ -> new LinkedHashMap<>())
                    .put(narrowing.dimension().name(), narrowing.words());
        }
        words.putAll(ways);
    }

    /**
     * @param table whose policy it is in, without its schema
     */
    Predicate predicate(Dialect dialect, String table) {
        if (own.isPresent()) {
            return Predicate.allSeenOrOwn(dialect, dimension, table, column, own.get());
        }
        return unset
                ? Predicate.seenOrNull(dialect, dimension, column)
                : Predicate.seen(dialect, dimension, column);
    }
}
