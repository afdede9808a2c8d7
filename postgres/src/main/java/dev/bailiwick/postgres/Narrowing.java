package dev.bailiwick.postgres;

import dev.bailiwick.core.Dimension;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** The rows of a table that a scope sees of a dimension. */
sealed interface Narrowing {

    Dimension<?> dimension();

    /** The way, as a declaration file says it. */
    String word();

    /** What stands behind the name of the dimension there. */
    Object words();

    /**
     * What each by itself shows a row to a scope that does not see all of the dimension.
     *
     * @param table whose policy it is in, as it is declared
     */
    List<Predicate> ways(Wall wall, String table);

    /** Whether principals who see the same of the dimension see different rows. */
    default boolean differsByPrincipal(Wall wall) {
        return false;
    }

    /** What {@link #ways} read of another table. */
    default Optional<Link> through() {
        return Optional.empty();
    }

    /** The function that {@link #ways} call for that, if they call one. */
    default Optional<RowLookup> lookup(Wall wall, String table) {
        return Optional.empty();
    }

    /**
     * The column holds one value.
     *
     * @param unset whether a row whose column is null is seen by everybody in the tenant
     */
    record ByValue(Dimension<?> dimension, String column, boolean unset) implements Narrowing {

        public ByValue {
            Objects.requireNonNull(dimension, "dimension");
            Name.check("column", column);
        }

        @Override
        public String word() {
            return "narrowed-by"
                    + (unset ? "-optional" : "")
                    + (dimension.isNumbered() ? "-number" : "");
        }

        @Override
        public Object words() {
            return column;
        }

        @Override
        public List<Predicate> ways(Wall wall, String table) {
            Predicate seen = Predicate.sees(wall.dialect(), dimension, column);
            return unset ? List.of(seen, Predicate.anyNull(List.of(column))) : List.of(seen);
        }
    }

    /**
     * The column holds several numbers, all of which must be seen.
     *
     * @param own the column of the principal who sees the row in any case
     */
    record ByNumbers(Dimension<?> dimension, String column, String own) implements Narrowing {

        public ByNumbers {
            requireNumbered(dimension);
            Name.check("column", column);
            Name.check("column", own);
        }

        @Override
        public String word() {
            return "narrowed-by-numbers";
        }

        @Override
        public Object words() {
            Map<String, Object> words = new LinkedHashMap<>();
            words.put("column", column);
            words.put("own", own);
            return words;
        }

        @Override
        public List<Predicate> ways(Wall wall, String table) {
            String here = wall.relation(table).name();
            return List.of(
                    Predicate.principal(wall.dialect(), own),
                    Predicate.seesEach(wall.dialect(), dimension, here, column));
        }

        @Override
        public boolean differsByPrincipal(Wall wall) {
            return true;
        }
    }

    /**
     * The row that {@code link} leads to is seen, or it leads to none and says nothing then. Where
     * it may lead to none, a function looks: a sub-query is made ready by every statement, also by
     * those whose rows lead nowhere.
     */
    record Through(Dimension<?> dimension, Link link) implements Narrowing {

        public Through {
            Objects.requireNonNull(dimension, "dimension");
            Objects.requireNonNull(link, "link");
        }

        @Override
        public String word() {
            return "narrowed-through" + (dimension.isNumbered() ? "-number" : "");
        }

        @Override
        public Object words() {
            return link.words();
        }

        @Override
        public List<Predicate> ways(Wall wall, String table) {
            return lookup(wall, table)
                    .map(
                            lookup -> {
                                List<Predicate> ways =
                                        new ArrayList<>(Predicate.nulls(link.columns()));
                                ways.add(lookup.of(link));
                                return List.copyOf(ways);
                            })
                    .orElseGet(() -> List.of(Predicate.linked(wall, table, link)));
        }

        @Override
        public Optional<RowLookup> lookup(Wall wall, String table) {
            return link.whenNull() == WhenNull.PASSED_OVER
                    ? Optional.of(RowLookup.of(wall, table, link))
                    : Optional.empty();
        }

        @Override
        public boolean differsByPrincipal(Wall wall) {
            return wall.table(link.parent()).filter(wall::differsByPrincipal).isPresent();
        }

        @Override
        public Optional<Link> through() {
            return Optional.of(link);
        }
    }

    static Narrowing listed(Dimension<?> dimension, String column, boolean unset) {
        if (dimension.isNumbered()) {
            throw new IllegalArgumentException(
                    "The dimension %s is numbered: narrow by the column of the number, with narrowedByNumber"
                            .formatted(dimension));
        }
        return new ByValue(dimension, column, unset);
    }

    static Narrowing numbered(Dimension<?> dimension, String column, boolean unset) {
        return new ByValue(requireNumbered(dimension), column, unset);
    }

    private static Dimension<?> requireNumbered(Dimension<?> dimension) {
        if (!dimension.isNumbered()) {
            throw new IllegalArgumentException(
                    "The dimension %s has no numbers: declare it with Dimension.numbered, or narrow by the column of its ids, with narrowedBy"
                            .formatted(dimension));
        }
        return dimension;
    }

    /** One entry for each way of narrowing, with what it goes by for each dimension. */
    static void addWords(List<Narrowing> narrowings, Map<String, Object> words) {
        Map<String, Map<String, Object>> ways = new TreeMap<>();
        for (Narrowing narrowing : narrowings) {
            ways.computeIfAbsent(narrowing.word(), _ -> new LinkedHashMap<>())
                    .put(narrowing.dimension().name(), narrowing.words());
        }
        words.putAll(ways);
    }
}
