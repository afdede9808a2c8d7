package dev.bailiwick.posture.jsonapi;

/** How a filter compares; its suffix follows the filter's name. */
public enum Match {
    /** Equal; for times: within the day or the moment given. */
    EXACT(""),
    /** One of a comma-separated list. */
    IN("__in"),
    /** Contains the text, in any case. */
    ICONTAINS("__icontains"),
    /** Within the day given. */
    DATE("__date"),
    /** Not before, not less. */
    GTE("__gte"),
    /** Not after, not more; of a day: until its end. */
    LTE("__lte");

    private final String suffix;

    Match(String suffix) {
        this.suffix = suffix;
    }

    String suffix() {
        return suffix;
    }
}
