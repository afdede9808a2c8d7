package dev.bailiwick.posture.ingestion.ocsf;

import java.util.Locale;
import java.util.Optional;

/** How bad a finding is. Worst first. */
public enum Severity {
    CRITICAL((short) 0),
    HIGH((short) 1),
    MEDIUM((short) 2),
    LOW((short) 3),
    INFORMATIONAL((short) 4);

    private final short code;

    private final String word = name().toLowerCase(Locale.ROOT);

    Severity(short code) {
        this.code = code;
    }

    /** What the database stores. */
    public short code() {
        return code;
    }

    /** The lower-case word of the API. */
    public String word() {
        return word;
    }

    /** OCSF writes the words with a capital; any case is taken. */
    static Optional<Severity> of(String text) {
        for (Severity severity : values()) {
            if (severity.word.equalsIgnoreCase(text)) {
                return Optional.of(severity);
            }
        }
        return Optional.empty();
    }
}
