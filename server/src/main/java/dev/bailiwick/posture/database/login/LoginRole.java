package dev.bailiwick.posture.database.login;

import java.util.Locale;

/** The PostgreSQL roles that may log in; {@code bailiwick_owner}, who owns the tables, may not. */
public enum LoginRole {
    /** Serves requests and runs jobs, under row-level security. */
    APP,
    /** Polls the scheduler's table and nothing else. */
    WORKER,
    /** Named maintenance across tenants: partitions, what has ended or been broken off, keys. */
    MAINT;

    public static final String OWNER = "bailiwick_owner";

    /** The role's name in PostgreSQL. */
    public String role() {
        return "bailiwick_" + secret();
    }

    /** The name of the file that holds the password. */
    public String secret() {
        return name().toLowerCase(Locale.ROOT);
    }
}
