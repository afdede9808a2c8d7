package dev.bailiwick.postgres.sealed;

import java.util.regex.Pattern;

/** Where the database keeps what it has verified. */
public enum SealForm {
    /**
     * Nowhere: every statement verifies the token anew. Needs no superuser, now or ever. A token
     * that somebody captures on a connection can be used on that connection again until it expires.
     */
    PORTABLE("parallel restricted") {
        @Override
        public String context() {
            return "select current_setting('bailiwick.scope', true),"
                    + " set_config('bailiwick.scope', ?, true)";
        }

        @Override
        public String enquiry() {
            return ENQUIRY.formatted("''");
        }
    },

    /**
     * In a parameter that only the verifier's role may set, which a superuser must grant once. A
     * transaction verifies its token once; every token has a turn, and one whose turn is over is
     * refused, also on its own connection.
     */
    SLOT("parallel safe") {
        @Override
        public String context() {
            return "select bailiwick_seal.enter(?)";
        }

        @Override
        public String enquiry() {
            return ENQUIRY.formatted("split_part(current_setting('backtrace_functions'), ' ', 1)");
        }
    };

    private static final String ENQUIRY =
            "select pg_backend_pid(), coalesce(inet_client_port(), -1), clock_timestamp(), %s,"
                    + " extract(epoch from transaction_timestamp())::text";

    /** A setting is read where {@code value} shall be called; the argument holds no comma. */
    private static final Pattern READING = Pattern.compile("current_setting\\(([^,]+), true\\)");

    private final String parallel;

    SealForm(String parallel) {
        this.parallel = parallel;
    }

    /**
     * The sealed form of functions that policies compare with: they read verified values, and are
     * the same otherwise, as are the policies.
     */
    public String sealing(String functions) {
        return reading(functions).replace("parallel safe", parallel);
    }

    /** As {@link #sealing}, of one expression, also as PostgreSQL prints it. */
    public String reading(String expression) {
        return READING.matcher(expression).replaceAll("bailiwick_seal.value($1)");
    }

    /** Whether functions that read a value may run in a parallel worker, as the catalogue says. */
    public String parallelism() {
        return this == SLOT ? "s" : "r";
    }

    /** One select with one parameter, the token, which enters a scope. */
    public abstract String context();

    /** Asks for what a {@link Backend} is made of: process, port, time, turn, transaction. */
    public abstract String enquiry();
}
