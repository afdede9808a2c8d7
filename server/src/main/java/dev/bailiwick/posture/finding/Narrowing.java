package dev.bailiwick.posture.finding;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The values that several filters on one facet leave together. For one request. */
final class Narrowing<V> {

    private @Nullable Set<V> left;

    void and(Collection<V> values) {
        if (left == null) {
            left = new LinkedHashSet<>(values);
        } else {
            left.retainAll(Set.copyOf(values));
        }
    }

    /** Empty where no filter was given; a set without values leaves nothing. */
    Optional<Set<V>> left() {
        return Optional.ofNullable(left);
    }
}
