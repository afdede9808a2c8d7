package dev.bailiwick.posture.edge.health;

import java.util.Locale;

/** From best to worst. Only the worst keeps requests away. */
public enum Status {
    PASS,
    WARN,
    FAIL;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
