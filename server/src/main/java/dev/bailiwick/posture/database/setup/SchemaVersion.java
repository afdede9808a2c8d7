package dev.bailiwick.posture.database.setup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.database.login.Login;

import org.flywaydb.core.api.MigrationVersion;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Whether an external database, which the server does not migrate, is at this server's version: by
 * its numbered steps, and by the texts of those that are run again when they change.
 */
public final class SchemaVersion {

    private static final String STEPS = Migrations.LOCATION + "/V*__*.sql";
    private static final String REPEATABLE = Migrations.LOCATION + "/R__*.sql";

    private SchemaVersion() {}

    /**
     * @param maintenance may ask for the version
     * @throws CommandException unless it is exactly this server's
     */
    public static void check(Login maintenance) {
        Applied applied = read(maintenance);
        MigrationVersion found = MigrationVersion.fromVersion(applied.version());
        MigrationVersion known = known();
        refuseNewer(found.toString());
        if (found.compareTo(known) < 0) {
            throw CommandException.couldNot(
                    "The database at %s is at step %s and this Bailiwick needs %s; run ./bailiwick init again."
                            .formatted(maintenance.url(), found, known));
        }
        Set<String> others = differing(applied.repeatable(), repeatable());
        if (!others.isEmpty()) {
            throw CommandException.couldNot(
                    "The database at %s has the functions of another Bailiwick (%s); run ./bailiwick init of the one that is to serve."
                            .formatted(maintenance.url(), String.join(", ", others)));
        }
    }

    /** Those that only one side has, or that are another text there. */
    private static Set<String> differing(Map<String, Integer> one, Map<String, Integer> other) {
        Set<String> scripts = new TreeSet<>(one.keySet());
        scripts.addAll(other.keySet());
        scripts.removeIf(script -> Objects.equals(one.get(script), other.get(script)));
        return scripts;
    }

    /**
     * @param found the newest step of a database
     * @throws CommandException if this version does not know it
     */
    public static void refuseNewer(String found) {
        if (MigrationVersion.fromVersion(found).compareTo(known()) > 0) {
            throw Migrations.newer(found);
        }
    }

    /**
     * What has been done to a database.
     *
     * @param version the newest step
     * @param repeatable the repeatable steps, by script, each with the checksum of its text
     */
    private record Applied(String version, Map<String, Integer> repeatable) {}

    // an older database tells of numbered steps alone, and is refused for these
    private static final String APPLIED =
            """
            select posture.schema_version() as version, to_regprocedure('posture.repeatable_steps()') is not null as repeatable
            """;

    private static final String STEPS_APPLIED =
            "select script, checksum from posture.repeatable_steps()";

    private static Applied read(Login maintenance) {
        try (Connection connection = maintenance.connect();
                Statement statement = connection.createStatement()) {
            String version;
            boolean tells;
            try (ResultSet row = statement.executeQuery(APPLIED)) {
                row.next();
                version = row.getString("version");
                tells = row.getBoolean("repeatable");
            }
            Map<String, Integer> repeatable = new HashMap<>();
            if (tells) {
                try (ResultSet row = statement.executeQuery(STEPS_APPLIED)) {
                    while (row.next()) {
                        repeatable.put(row.getString("script"), row.getInt("checksum"));
                    }
                }
            }
            return new Applied(version, repeatable);
        } catch (SQLException e) {
            throw CommandException.couldNot(
                    "The database at %s is not prepared (%s); run ./bailiwick init."
                            .formatted(maintenance.url(), Login.oneLine(e)));
        }
    }

    /** The newest step on the class path. */
    static MigrationVersion known() {
        return resources(STEPS)
                .map(SchemaVersion::name)
                .map(name -> MigrationVersion.fromVersion(name.substring(1, name.indexOf("__"))))
                .max(MigrationVersion::compareTo)
                .orElseThrow();
    }

    private static Map<String, Integer> repeatable() {
        return resources(REPEATABLE)
                .collect(Collectors.toMap(SchemaVersion::name, SchemaVersion::checksum));
    }

    /** As Flyway keeps it: of the lines, whatever ends them. */
    private static int checksum(Resource step) {
        try {
            CRC32 sum = new CRC32();
            step.getContentAsString(UTF_8)
                    .lines()
                    .forEach(line -> sum.update(line.getBytes(UTF_8)));
            return (int) sum.getValue();
        } catch (IOException e) {
            throw new UncheckedIOException("a migration cannot be read", e);
        }
    }

    private static String name(Resource step) {
        return Objects.requireNonNull(step.getFilename());
    }

    private static Stream<Resource> resources(String pattern) {
        try {
            return Arrays.stream(new PathMatchingResourcePatternResolver().getResources(pattern));
        } catch (IOException e) {
            throw new UncheckedIOException("the migrations cannot be listed", e);
        }
    }
}
