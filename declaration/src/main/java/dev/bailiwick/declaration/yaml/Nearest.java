package dev.bailiwick.declaration.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody who misspelt a word most likely meant. */
public final class Nearest {

    private Nearest() {}

    /** The closest of {@code words}, if one is close enough to be meant. */
    public static Optional<String> to(String word, Collection<String> words) {
        int limit = Math.max(2, word.length() / 3);
        return words.stream()
                .filter(candidate -> distance(word, candidate) <= limit)
                .min(
                        Comparator.comparingInt((String candidate) -> distance(word, candidate))
                                .thenComparing(Comparator.naturalOrder()));
    }

    /** As the end of a sentence: the suggestion, or all there is to choose from. */
    public static String hint(String word, Collection<String> words) {
        return to(word, words)
                .map(near -> "; did you mean '" + near + "'?")
                .orElseGet(
                        () -> "; known are " + String.join(", ", words.stream().sorted().toList()));
    }

    /** Of Levenshtein. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
