package dev.bailiwick.core;

import java.util.List;

/**
 * A scope of tenants does not say what it sees of a dimension that must not be left out. Nothing
 * was sent to the database.
 */
public final class DimensionRequiredException extends BailiwickException {

    private static final long serialVersionUID = 1L;

    private final List<String> missing;

    /**
     * @param what what was refused, as the subject of a sentence
     * @param missing what the scope lacks; not empty
     */
    public DimensionRequiredException(String what, Scope actual, List<Dimension<?>> missing) {
        this(what, actual.described(), missing.stream().map(Dimension::name).sorted().toList());
    }

    private DimensionRequiredException(String what, String scope, List<String> missing) {
        super(
                "%s was refused on thread '%s': the scope of %s does not say what it sees of %s. Say so with scope.with(dimension, value) where the scope is made, also if that is nothing; a dimension that scopes may leave out is made with Dimension.optional."
                        .formatted(
                                what,
                                Thread.currentThread().getName(),
                                scope,
                                String.join(", ", missing)));
        this.missing = List.copyOf(missing);
    }

    /** The names of the dimensions, sorted. */
    public List<String> missing() {
        return missing;
    }
}
