package dev.bailiwick.postgres.inference;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Finds the tables that an application numbers by itself, as JPA does with a sequence: no default
 * draws from it, and nothing but its name says whose it is.
 */
final class Numbering {

    private Numbering() {}

    /**
     * Gives the sequence to the table that it is named after; else to every table whose keys
     * nothing numbers, as {@code hibernate_sequence} serves them all.
     */
    static void assign(String sequence, Collection<Found> relations) {
        List<Found> unnumbered =
                relations.stream().filter(found -> !found.unnumbered().isEmpty()).toList();
        List<Found> named =
                unnumbered.stream().filter(found -> isNamedAfter(sequence, found)).toList();
        if (named.isEmpty()) {
            unnumbered.forEach(found -> found.supposed().add(sequence));
        } else {
            named.forEach(found -> found.sequences().add(sequence));
        }
    }

    private static boolean isNamedAfter(String sequence, Found found) {
        String name = lower(sequence);
        String table = lower(found.name());
        return name.equals(table + "_seq")
                || name.equals("seq_" + table)
                || found.unnumbered().stream()
                        .anyMatch(column -> name.equals(table + "_" + lower(column) + "_seq"));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
