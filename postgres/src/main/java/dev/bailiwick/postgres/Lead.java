package dev.bailiwick.postgres;

/** How a statement is told its scope. */
enum Lead {
    /** Its transaction has been told. */
    NONE("", ""),

    /** The context goes in front, in the same flush. */
    IN_FRONT("", ""),

    /**
     * Autocommit: a transaction of its own, all in one flush. Spelt out, since the driver may break
     * a flush in two, and what is set in an implicit transaction would be gone in the second part.
     */
    ALONE("begin;\n", "\n;commit"),

    /** As {@link #ALONE}, on a connection that is read only. */
    ALONE_READ_ONLY("begin read only;\n", "\n;commit"),

    /** Autocommit: the rest of a transaction of its own, which has been begun. */
    REST("", "\n;commit");

    private final String begin;
    private final String end;

    Lead(String begin, String end) {
        this.begin = begin;
        this.end = end;
    }

    String inFrontOf(String sql, String context) {
        return this == NONE ? sql : begin + context + ";\n" + sql + end;
    }

    /** What begins the transaction; blank where the driver does. */
    String begin() {
        return begin;
    }

    /** How many results come before the caller's own. */
    int resultsBefore() {
        return this == NONE ? 0 : begin.isEmpty() ? 1 : 2;
    }

    /** How many results come after the caller's own. */
    int resultsAfter() {
        return end.isEmpty() ? 0 : 1;
    }
}
