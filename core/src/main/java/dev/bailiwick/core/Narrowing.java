package dev.bailiwick.core;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The texts that a scope is narrowed to, as {@link Dimension} describes them. */
final class Narrowing {

    private Narrowing() {}

    static <T> Map<Dimension<?>, String> more(
            Map<Dimension<?>, String> narrowing, Dimension<T> dimension, T value) {
        Map<Dimension<?>, String> more = new HashMap<>(narrowing);
        more.put(dimension, dimension.textOf(value));
        return more;
    }

    /** Whether the second text stands for nothing that the first does not. */
    static boolean covers(String outer, String inner) {
        if (outer.equals(Dimension.ALL) || inner.isEmpty()) {
            return true;
        }
        return !inner.equals(Dimension.ALL) && values(outer).containsAll(values(inner));
    }

    private static Set<String> values(String text) {
        return Arrays.stream(text.split(",")).collect(Collectors.toUnmodifiableSet());
    }
}
