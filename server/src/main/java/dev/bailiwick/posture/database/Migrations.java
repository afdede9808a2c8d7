package dev.bailiwick.posture.database;

import dev.bailiwick.cli.CommandException;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.configuration.FluentConfiguration;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import javax.sql.DataSource;

/** The steps from an empty database to the tables this version knows. */
final class Migrations {

    static final String SCHEMA = "posture";

    private final Flyway flyway;

    /**
     * @param source acts as the owner where {@link #migrate} is to be called; reading the history
     *     is enough for {@link #check}
     * @param locations where the steps are, as Flyway writes it
     */
    Migrations(DataSource source, List<String> locations) {
        FluentConfiguration configuration =
                Flyway.configure(Migrations.class.getClassLoader())
                        .dataSource(source)
                        .defaultSchema(SCHEMA)
                        .schemas(SCHEMA)
                        .locations(locations.toArray(String[]::new))
                        // one transaction for all of them: a failed step leaves the old version
                        .group(true)
                        .cleanDisabled(true);
        this.flyway = configuration.load();
    }

    static Migrations of(DataSource source) {
        return new Migrations(source, List.of("classpath:db/migration"));
    }

    /**
     * Brings the database up to this version, or leaves it as it was.
     *
     * @throws CommandException if it is newer than this version, or a step fails
     */
    void migrate() {
        try {
            refuseNewer(flyway.info());
            flyway.migrate();
        } catch (FlywayException e) {
            throw CommandException.couldNot(
                    "The database could not be brought up to this version and was left as it was: "
                            + oneLine(e));
        }
    }

    /**
     * @throws CommandException unless the database is exactly at this version
     */
    void check() {
        try {
            MigrationInfoService info = flyway.info();
            refuseNewer(info);
            if (info.pending().length > 0) {
                throw CommandException.couldNot(
                        "The database is older than this Bailiwick (%d steps behind); run ./bailiwick init."
                                .formatted(info.pending().length));
            }
        } catch (FlywayException e) {
            throw CommandException.couldNot(
                    "The version of the database cannot be read: " + oneLine(e));
        }
    }

    private static void refuseNewer(MigrationInfoService info) {
        List<MigrationInfo> unknown =
                Arrays.stream(info.all())
                        .filter(
                                step ->
                                        step.getState().isApplied()
                                                && !step.getState().isResolved())
                        .filter(step -> step.getVersion() != null)
                        .toList();
        if (!unknown.isEmpty()) {
            throw CommandException.couldNot(
                    "The database was made by a newer Bailiwick (this one does not know step %s); start that one, or restore a backup."
                            .formatted(unknown.getLast().getVersion()));
        }
    }

    private static String oneLine(FlywayException e) {
        return String.valueOf(e.getMessage())
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.chars().allMatch(c -> c == '-'))
                .limit(6)
                .collect(Collectors.joining("; "));
    }
}
