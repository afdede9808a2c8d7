package dev.bailiwick.posture.database;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.posture.database.embedded.EmbeddedPostgres;
import dev.bailiwick.posture.database.login.ExternalUrl;
import dev.bailiwick.posture.database.login.Login;
import dev.bailiwick.posture.database.login.LoginRole;
import dev.bailiwick.posture.database.login.Secrets;
import dev.bailiwick.posture.database.maintenance.MaintenanceLog;
import dev.bailiwick.posture.database.maintenance.SessionLock;
import dev.bailiwick.posture.database.setup.SchemaVersion;
import dev.bailiwick.posture.directory.DataDirectory;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.sql.DataSource;

/**
 * The database of an installation for a command that works across tenants, beside a running server
 * or without one.
 */
public final class MaintenanceDatabase implements AutoCloseable {

    private final Login login;
    private final @Nullable Database started;
    private final List<Connection> sessions = new ArrayList<>();

    private MaintenanceDatabase(Login login, @Nullable Database started) {
        this.login = login;
        this.started = started;
    }

    /**
     * Finds the external database, or the embedded one, which is started if no server runs it.
     *
     * @param url of the external one; null for the embedded one
     * @throws CommandException with one line, if there is none or it is of another version; nothing
     *     is made
     */
    public static MaintenanceDatabase open(Path data, @Nullable String url) {
        if (url != null && !url.isBlank()) {
            return find(data, ExternalUrl.check(url));
        }
        Optional<Integer> port = EmbeddedPostgres.runningAt(data);
        if (port.isPresent()) {
            return find(data, Database.embeddedUrl(port.get()));
        }
        if (!SuperuserDatabase.isIn(data)) {
            throw SuperuserDatabase.noneIn(data);
        }
        Database database = Database.open(data, null);
        return new MaintenanceDatabase(database.login(LoginRole.MAINT), database);
    }

    private static MaintenanceDatabase find(Path data, String url) {
        Secrets secrets = new Secrets(DataDirectory.at(data).secrets(), System.getenv());
        Login login =
                new Login(url, LoginRole.MAINT.role(), secrets.password(LoginRole.MAINT.secret()));
        login.check();
        SchemaVersion.check(login);
        return new MaintenanceDatabase(login, null);
    }

    /** For {@code Scope.Maintenance}, which says why; every use of it is on record. */
    public DataSource dataSource() {
        return ScopedDataSource.maintenance(
                login.dataSource(), MaintenanceLog.of(login.dataSource()));
    }

    /**
     * Keeps everybody else from what {@code lock} stands for, until this is closed.
     *
     * @param busy said when others are at it
     * @throws CommandException if others are at it
     */
    public void alone(SessionLock lock, String busy) {
        take(busy, lock::takeAlone);
    }

    /** As {@link #alone}, beside others that take it so. */
    public void together(SessionLock lock, String busy) {
        take(busy, lock::takeTogether);
    }

    private interface Taking {
        boolean by(Connection session) throws SQLException;
    }

    private void take(String busy, Taking lock) {
        try {
            Connection session = login.connect();
            sessions.add(session);
            if (!lock.by(session)) {
                throw CommandException.couldNot(busy);
            }
        } catch (SQLException e) {
            throw CommandException.couldNot("A lock cannot be had: " + Login.oneLine(e));
        }
    }

    @Override
    public void close() {
        for (Connection session : sessions) {
            try {
                session.close();
            } catch (SQLException e) {
                throw new IllegalStateException("a session cannot be ended", e);
            }
        }
        if (started != null) {
            started.close();
        }
    }
}
