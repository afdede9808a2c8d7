package dev.bailiwick.posture.database.setup;

import dev.bailiwick.posture.database.login.Login;
import dev.bailiwick.posture.database.login.LoginRole;
import dev.bailiwick.posture.database.login.RolePasswords;

import org.postgresql.PGConnection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The roles of the server in one PostgreSQL. Running it again brings them up to date. */
final class DatabaseRoles {

    private static final String SEARCH_PATH = "posture, pg_catalog, pg_temp";

    private final Connection admin;
    private final RolePasswords passwords;

    private DatabaseRoles(Connection admin, RolePasswords passwords) {
        this.admin = admin;
        this.passwords = passwords;
    }

    /**
     * Makes the roles that are missing, with their passwords, and sets what they may do with the
     * database as a whole. What they may do with tables is for the migrations to say.
     *
     * @param admin may make roles; not in a transaction
     */
    static void apply(Connection admin, RolePasswords passwords) throws SQLException {
        new DatabaseRoles(admin, passwords).apply();
    }

    private void apply() throws SQLException {
        admin.setAutoCommit(false);
        // two servers may be told to set up the same database at once
        execute("select pg_advisory_xact_lock(hashtext('bailiwick roles'))");
        create(LoginRole.OWNER, "nologin");
        for (LoginRole login : LoginRole.values()) {
            boolean made =
                    create(login.role(), login == LoginRole.MAINT ? "login bypassrls" : "login");
            if (made || !passwords.keeps(login)) {
                setPassword(passwords.login(login));
            }
        }
        if (!flag("select pg_has_role(current_user, ?, 'set')", LoginRole.OWNER)) {
            execute("grant %s to current_user".formatted(LoginRole.OWNER));
        }
        database();
        admin.commit();
        admin.setAutoCommit(true);
    }

    private void setPassword(Login login) throws SQLException {
        // the driver computes the verifier, so the password itself is never sent or logged
        admin.unwrap(PGConnection.class)
                .alterUserPassword(login.user(), login.password().toCharArray(), "scram-sha-256");
    }

    /** Answers false if the role is there already. */
    private boolean create(String role, String options) throws SQLException {
        if (flag("select exists (select from pg_roles where rolname = ?)", role)) {
            return false;
        }
        execute("create role %s %s".formatted(role, options));
        return true;
    }

    /** They belong to the role, so every tenant's: row-level security does not reach them. */
    private static final String WITHOUT_LARGE_OBJECTS =
            """
            do $$
            declare
                large regprocedure;
            begin
                for large in
                    select oid from pg_proc
                    where pronamespace = 'pg_catalog'::regnamespace
                      and (proname like 'lo\\_%' or proname in ('loread', 'lowrite'))
                loop
                    execute format('revoke execute on function %s from public', large);
                end loop;
            exception when insufficient_privilege then
                raise notice 'large objects stay reachable: only a superuser can close them';
            end
            $$
            """;

    private void database() throws SQLException {
        String database = quotedDatabase();
        execute("revoke create, temporary on database %s from public".formatted(database));
        execute("grant create, connect on database %s to %s".formatted(database, LoginRole.OWNER));
        execute("revoke all on schema public from public");
        execute(WITHOUT_LARGE_OBJECTS);
        for (LoginRole login : LoginRole.values()) {
            String role = login.role();
            execute("grant connect on database %s to %s".formatted(database, role));
            // a role may change its own settings, and what it changed must not outlive a start
            execute("alter role %s reset all".formatted(role));
            execute("alter role %s in database %s reset all".formatted(role, database));
            set(role, database, "search_path", SEARCH_PATH);
            set(role, database, "idle_in_transaction_session_timeout", "'5min'");
        }
        // What the engine writes (picked, alive, removed) may be lost when the database dies: a
        // job is picked once more then, and its own row, which others write, says how far it is.
        set(LoginRole.WORKER.role(), database, "synchronous_commit", "off");
    }

    private void set(String role, String database, String setting, String value)
            throws SQLException {
        execute(
                "alter role %s in database %s set %s = %s"
                        .formatted(role, database, setting, value));
    }

    private String quotedDatabase() throws SQLException {
        try (Statement statement = admin.createStatement();
                ResultSet row = statement.executeQuery("select quote_ident(current_database())")) {
            row.next();
            return row.getString(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = admin.createStatement()) {
            statement.execute(sql);
        }
    }

    private boolean flag(String sql, String argument) throws SQLException {
        try (PreparedStatement statement = admin.prepareStatement(sql)) {
            statement.setString(1, argument);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
