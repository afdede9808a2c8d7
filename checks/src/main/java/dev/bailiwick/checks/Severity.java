package dev.bailiwick.checks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How much it matters that a check fails, the worst first. */
public enum Severity {
    CRITICAL,
    HIGH,
    MEDIUM,
    LOW,
    INFORMATIONAL;

    /** All of them, the worst first. */
    public static List<String> words() {
        return Arrays.stream(values()).map(Severity::word).toList();
    }

    /** As it stands in the file of a check: {@code high}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
