package dev.bailiwick.posture.database;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.posture.database.embedded.EmbeddedPostgres;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Optional;

import javax.sql.DataSource;

/**
 * The database of an installation for a command that works across tenants, beside a running server
 * or without one.
 */
public final class MaintenanceDatabase implements AutoCloseable {

    private final Login login;
    private final @Nullable Database started;

    private MaintenanceDatabase(Login login, @Nullable Database started) {
        this.login = login;
        this.started = started;
    }

    /**
     * Finds the external database, or the embedded one, which is started if no server runs it.
     *
     * @param url of the external one; null for the embedded one
     * @throws CommandException with one line, if there is none or it is of another version
     */
    public static MaintenanceDatabase open(Path data, @Nullable String url) {
        if (url != null && !url.isBlank()) {
            return find(data, ExternalUrl.check(url));
        }
        Optional<Integer> port = EmbeddedPostgres.runningAt(data);
        if (port.isPresent()) {
            return find(data, Database.embeddedUrl(port.get()));
        }
        Database database = Database.open(data, DatabaseProperties.embedded());
        return new MaintenanceDatabase(database.login(LoginRole.MAINT), database);
    }

    private static MaintenanceDatabase find(Path data, String url) {
        Secrets secrets = new Secrets(data.resolve("secrets"), System.getenv());
        Login login =
                new Login(url, LoginRole.MAINT.role(), secrets.password(LoginRole.MAINT.secret()));
        login.check();
        SchemaVersion.check(login);
        return new MaintenanceDatabase(login, null);
    }

    /** For {@code Scope.Maintenance}, which says why; every use of it is on record. */
    public DataSource dataSource() {
        return ScopedDataSource.maintenance(
                login.dataSource(),
                new MaintenanceLog(DatabaseConfiguration.trail(login.dataSource())));
    }

    @Override
    public void close() {
        if (started != null) {
            started.close();
        }
    }
}
