package dev.bailiwick.posture.edge;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The settings that somebody reads, as the records that take them tell. */
final class KnownSettings {

    /** More differences than this are another word, not a misspelt one. */
    private static final int MISSPELT = 2;

    private final Map<String, String> byForm;

    /**
     * @param names in their canonical form, {@code bailiwick.http.trusted-proxies}
     */
    KnownSettings(Collection<String> names) {
        this.byForm =
                names.stream()
                        .collect(Collectors.toMap(KnownSettings::form, name -> name, (a, b) -> a));
    }

    /** The names of all settings below {@code prefix} that {@code type} takes. */
    static List<String> names(String prefix, Class<?> type) {
        List<String> names = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + "." + kebab(component.getName());
            if (component.getType().isRecord()
                    && component.getType().getName().startsWith("dev.bailiwick.")) {
                names.addAll(names(name, component.getType()));
            } else {
                names.add(name);
            }
        }
        return names;
    }

    /**
     * What is wrong with a name in a file or an argument; empty if it is known.
     *
     * @param name in any form that Spring accepts, an index of a list included
     */
    Optional<String> fault(String name) {
        if (byForm.containsKey(form(name))) {
            return Optional.empty();
        }
        String nearest = nearest(name);
        return Optional.of("The setting %s is unknown; did you mean %s?".formatted(name, nearest));
    }

    /**
     * As {@link #fault}, for a variable of the environment. One that resembles no setting may
     * belong to another program that shares the word.
     */
    Optional<String> faultOfVariable(String variable) {
        String form = form(variable);
        boolean ours =
                byForm.values().stream()
                        .map(name -> name.substring(0, name.lastIndexOf('.')))
                        .filter(group -> group.contains("."))
                        .anyMatch(
                                group ->
                                        variable.startsWith(
                                                group.replace('.', '_')
                                                                .replace('-', '_')
                                                                .toUpperCase(Locale.ROOT)
                                                        + "_"));
        boolean near = distance(form, form(nearest(variable))) <= MISSPELT;
        return ours || near ? fault(variable) : Optional.empty();
    }

    private String nearest(String name) {
        String form = form(name);
        return byForm.entrySet().stream()
                .min(Comparator.comparingInt(known -> distance(form, known.getKey())))
                .map(Map.Entry::getValue)
                .orElse("none");
    }

    /** What is left of a name when its way of writing is taken away. */
    private static String form(String name) {
        return name.replaceAll("\\[\\d+]$", "").replaceAll("[._-]", "").toLowerCase(Locale.ROOT);
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** Levenshtein's distance. */
    private static int distance(String one, String other) {
        int[] row = IntStream.rangeClosed(0, other.length()).toArray();
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
