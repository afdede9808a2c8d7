package dev.bailiwick.postgres.jdbc;

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
    ALONE("begin;\n", End.COMMIT),

    /** As {@link #ALONE}, on a connection that is read only. */
    ALONE_READ_ONLY("begin read only;\n", End.COMMIT),

    /** As {@link #ALONE}, and brings where the log was afterwards. */
    ALONE_REPORTING("begin;\n", "\n;" + End.REPORT),

    /** Autocommit: the rest of a transaction of its own, which has been begun. */
    REST("", End.COMMIT),

    /** As {@link #REST}, and brings where the log was afterwards. */
    REST_REPORTING("", "\n;" + End.REPORT);

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
        return end.isEmpty() ? 0 : reports() ? 3 : 1;
    }

    /** Whether the last three results are what {@link End#REPORT} brings. */
    boolean reports() {
        return this == ALONE_REPORTING || this == REST_REPORTING;
    }

    /** This, in a transaction that has been begun. */
    Lead begun() {
        return reports() ? REST_REPORTING : REST;
    }

    /** What ends a transaction. */
    static final class End {

        /**
         * Whether the transaction wrote, and without waiting for the disk; the commit; how far the
         * log is written to disk, which is past a commit that waited, and how far it is made, which
         * is past any. The latter may hold leftovers that nobody sends to replicas for seconds.
         */
        static final String REPORT =
                "select pg_catalog.pg_current_xact_id_if_assigned() is not null,"
                        + " current_setting('synchronous_commit') = 'off';\ncommit;\n"
                        + "select pg_catalog.pg_current_wal_flush_lsn(),"
                        + " pg_catalog.pg_current_wal_insert_lsn()";

        private static final String COMMIT = "\n;commit";

        private End() {}
    }
}
