package dev.bailiwick.posture.database.setup;

import dev.bailiwick.cli.CommandException;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;

import java.util.Arrays;
import java.util.stream.Collectors;

import javax.sql.DataSource;

/** The steps from an empty database to the tables that this version knows. */
public final class Migrations {

    public static final String SCHEMA = "posture";

    /** Where the steps are, as Flyway writes it. */
    static final String LOCATION = "classpath:db/migration";

    private final Flyway flyway;

    /**
     * @param owner acts as the owner of the tables
     * @param locations where the steps are
     */
    Migrations(DataSource owner, String... locations) {
        this.flyway =
                Flyway.configure(Migrations.class.getClassLoader())
                        .dataSource(owner)
                        .defaultSchema(SCHEMA)
                        .schemas(SCHEMA)
                        .locations(locations)
                        // one transaction for all of them: a failed step leaves the old version
                        .group(true)
                        .cleanDisabled(true)
                        .load();
    }

    /**
     * Brings the database up to this version, or leaves it as it was.
     *
     * @throws CommandException if it is newer than this version, or a step fails
     */
    void migrate() {
        try {
            refuseNewer();
            flyway.migrate();
        } catch (FlywayException e) {
            throw CommandException.couldNot(
                    "The database could not be brought up to this version and was left as it was: "
                            + oneLine(e));
        }
    }

    private void refuseNewer() {
        Arrays.stream(flyway.info().all())
                .filter(step -> step.getVersion() != null)
                .filter(step -> step.getState().isApplied() && !step.getState().isResolved())
                .map(MigrationInfo::getVersion)
                .max(MigrationVersion::compareTo)
                .ifPresent(
                        version -> {
                            throw newer(version.toString());
                        });
    }

    static CommandException newer(String version) {
        return CommandException.couldNot(
                "The database was made by a newer Bailiwick (this one does not know its step %s); start that one, or restore a backup."
                        .formatted(version));
    }

    /** Flyway draws boxes around its messages. */
    private static String oneLine(FlywayException e) {
        return String.valueOf(e.getMessage())
                .lines()
                .map(String::strip)
                .filter(line -> line.chars().anyMatch(Character::isLetterOrDigit))
                .limit(6)
                .collect(Collectors.joining("; "));
    }
}
