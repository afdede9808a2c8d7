package dev.bailiwick.checks;

import java.util.Locale;

/** How much it matters that a check fails, the worst first. */
public enum Severity {
    CRITICAL,
    HIGH,
    MEDIUM,
    LOW,
    INFORMATIONAL;

    /** As it stands in the file of a check: {@code high}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
