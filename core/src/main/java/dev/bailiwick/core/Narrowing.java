package dev.bailiwick.core;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The texts that a scope is narrowed to, as {@link Dimension} describes them. */
final class Narrowing {

    /** In front of the words of a numbered dimension. */
    static final String WORDS = "#";

    private Narrowing() {}

    static <T> Map<Dimension<?>, String> more(
            Map<Dimension<?>, String> narrowing, Dimension<T> dimension, T value) {
        Map<Dimension<?>, String> more = new HashMap<>(narrowing);
        more.put(dimension, dimension.textOf(value));
        return more;
    }

    /** Whether the second text stands for nothing that the first does not. */
    static boolean covers(Dimension<?> dimension, String outer, String inner) {
        if (outer.equals(Dimension.ALL) || inner.isEmpty()) {
            return true;
        }
        if (inner.equals(Dimension.ALL)) {
            return false;
        }
        return dimension.isNumbered()
                ? coversWords(words(outer), words(inner))
                : values(outer).containsAll(values(inner));
    }

    private static boolean coversWords(int[] outer, int[] inner) {
        for (int i = 0; i < inner.length; i++) {
            int seen = i < outer.length ? outer[i] : 0;
            if ((inner[i] & ~seen) != 0) {
                return false;
            }
        }
        return true;
    }

    private static int[] words(String text) {
        if (text.isEmpty()) {
            return new int[0];
        }
        if (!text.startsWith(WORDS)) {
            throw new IllegalArgumentException(
                    "The text of a numbered dimension begins with " + WORDS);
        }
        return Arrays.stream(text.substring(1).split(",", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    private static Set<String> values(String text) {
        return Arrays.stream(text.split(",")).collect(Collectors.toUnmodifiableSet());
    }
}
