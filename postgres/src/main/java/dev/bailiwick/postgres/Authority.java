package dev.bailiwick.postgres;

/** Names of the schema of authority, which policies call functions of. */
final class Authority {

    static final String SCHEMA = "bailiwick_authority";
    static final String MEMBERSHIP = SCHEMA + ".membership";

    private Authority() {}
}
