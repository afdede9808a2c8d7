package dev.bailiwick.posture.database;

import dev.bailiwick.posture.database.embedded.EmbeddedPostgres;
import dev.bailiwick.posture.database.embedded.RestoreMark;
import dev.bailiwick.posture.database.login.Login;
import dev.bailiwick.posture.database.login.LoginRole;
import dev.bailiwick.posture.database.login.RolePasswords;
import dev.bailiwick.posture.database.login.Secrets;
import dev.bailiwick.posture.database.setup.AfterRestore;
import dev.bailiwick.posture.database.setup.Installation;
import dev.bailiwick.posture.database.setup.SchemaVersion;
import dev.bailiwick.posture.directory.DataDirectory;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The database of this process: installed, at this version, ready for its pools. */
final class Database implements AutoCloseable {

    private static final String NAME = "bailiwick";

    private final DataDirectory directory;
    private final Secrets secrets;
    private final String url;
    private final @Nullable EmbeddedPostgres embedded;

    private Database(
            DataDirectory directory,
            Secrets secrets,
            String url,
            @Nullable EmbeddedPostgres embedded) {
        this.directory = directory;
        this.secrets = secrets;
        this.url = url;
        this.embedded = embedded;
    }

    /**
     * Starts the embedded PostgreSQL, or finds the external one.
     *
     * @param url of the external one; null for the embedded one
     * @throws dev.bailiwick.cli.CommandException with one line, if it cannot be served from;
     *     nothing is left running then
     */
    static Database open(Path data, @Nullable String url) {
        DataDirectory directory = DataDirectory.hold(data);
        try {
            Secrets secrets = new Secrets(directory.secrets(), System.getenv());
            return url == null
                    ? startEmbedded(directory, secrets)
                    : findExternal(directory, secrets, url);
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /**
     * Finds the one that another process has opened, which holds the data directory and looks after
     * the embedded PostgreSQL.
     *
     * @param url as {@link #open}
     * @throws dev.bailiwick.cli.CommandException with one line, if it cannot be served from
     */
    static Database join(Path data, @Nullable String url) {
        DataDirectory directory = DataDirectory.join(data);
        Secrets secrets = new Secrets(directory.secrets(), System.getenv());
        return findExternal(
                directory,
                secrets,
                url == null ? embeddedUrl(EmbeddedPostgres.portAtWork(directory.path())) : url);
    }

    private static Database startEmbedded(DataDirectory directory, Secrets secrets) {
        String password = secrets.passwordOrNew(EmbeddedPostgres.SUPERUSER);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(directory.path(), password);
        try {
            Login admin =
                    new Login(
                            embeddedUrl(postgres.port(), "postgres"),
                            EmbeddedPostgres.SUPERUSER,
                            password);
            createDatabase(admin);
            String url = embeddedUrl(postgres.port(), NAME);
            // nobody else uses this PostgreSQL, so passwords that were lost are made anew
            new Installation(admin.to(url), new RolePasswords(url, secrets, true)).run();
            new AfterRestore(new RestoreMark(directory.path()), admin.to(url)).run();
            return new Database(directory, secrets, url, postgres);
        } catch (RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    /** Made by {@code init}, or by the process beside which this one works. */
    private static Database findExternal(DataDirectory directory, Secrets secrets, String url) {
        for (LoginRole role : LoginRole.values()) {
            login(url, secrets, role).check();
        }
        SchemaVersion.check(login(url, secrets, LoginRole.MAINT));
        return new Database(directory, secrets, url, null);
    }

    /** The address of our database in the embedded server that listens there. */
    static String embeddedUrl(int port) {
        return embeddedUrl(port, NAME);
    }

    private static String embeddedUrl(int port, String name) {
        return "jdbc:postgresql://127.0.0.1:%d/%s?sslmode=disable&gssEncMode=disable"
                .formatted(port, name);
    }

    private static void createDatabase(Login admin) {
        try (Connection connection = admin.connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select exists (select from pg_database where datname = '%s')"
                                        .formatted(NAME))) {
            row.next();
            if (!row.getBoolean(1)) {
                statement.execute("create database " + NAME);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be created", e);
        }
    }

    Login login(LoginRole role) {
        return login(url, secrets, role);
    }

    DataDirectory directory() {
        return directory;
    }

    @Nullable EmbeddedPostgres embedded() {
        return embedded;
    }

    /**
     * Stops the embedded PostgreSQL and gives up the data directory. Closing again does nothing.
     */
    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
        directory.close();
    }

    private static Login login(String url, Secrets secrets, LoginRole role) {
        return new Login(url, role.role(), secrets.password(role.secret()));
    }
}
