package dev.bailiwick.posture.database;

import dev.bailiwick.cli.CommandException;

import org.flywaydb.core.api.MigrationVersion;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Objects;

/** Whether an external database, which the server does not migrate, is at this server's version. */
final class SchemaVersion {

    private static final String STEPS = Migrations.LOCATION + "/V*__*.sql";

    private SchemaVersion() {}

    /**
     * @param maintenance may ask for the version
     * @throws CommandException unless it is exactly this server's
     */
    static void check(Login maintenance) {
        MigrationVersion found = read(maintenance);
        MigrationVersion known = known();
        if (found.compareTo(known) > 0) {
            throw Migrations.newer(found.toString());
        }
        if (found.compareTo(known) < 0) {
            throw CommandException.couldNot(
                    "The database at %s is at step %s and this Bailiwick needs %s; run ./bailiwick init again."
                            .formatted(maintenance.url(), found, known));
        }
    }

    private static final String VERSION = "select posture.schema_version()";

    private static MigrationVersion read(Login maintenance) {
        try (Connection connection = maintenance.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(VERSION)) {
            row.next();
            return MigrationVersion.fromVersion(row.getString(1));
        } catch (SQLException e) {
            throw CommandException.couldNot(
                    "The database at %s is not prepared (%s); run ./bailiwick init."
                            .formatted(maintenance.url(), Login.oneLine(e)));
        }
    }

    /** The newest step on the class path. */
    static MigrationVersion known() {
        try {
            return Arrays.stream(new PathMatchingResourcePatternResolver().getResources(STEPS))
                    .map(step -> Objects.requireNonNull(step.getFilename()))
                    .map(
                            name ->
                                    MigrationVersion.fromVersion(
                                            name.substring(1, name.indexOf("__"))))
                    .max(MigrationVersion::compareTo)
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException("the migrations cannot be listed", e);
        }
    }
}
