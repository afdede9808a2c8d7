package dev.bailiwick.cli.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.cli.Shop;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Passwords come from files, the environment and .pgpass, and go nowhere. */
final class DatabaseIT {

    private static final String SECRET = "Correct-horse-1";

    private static TestDatabase database;

    @TempDir private Path folder;

    /** One role of this server must show a password; everybody else is believed. */
    @BeforeAll
    static void askForAPassword() throws SQLException {
        database = Shop.walled();
        database.asSuperuser(
                "set password_encryption = 'scram-sha-256'",
                "create role scrambled login password '%s'".formatted(SECRET),
                """
                do $$
                declare
                    file text := current_setting('hba_file');
                    rest text := pg_read_file(current_setting('hba_file'));
                begin
                    execute format('copy (select line from unnest(string_to_array(%L, E''\\n'')) as line) to %L',
                        E'host all scrambled all scram-sha-256\\n' || rest, file);
                    perform pg_reload_conf();
                end $$;
                """);
    }

    @Test
    void takesThePasswordFromAFile() {
        Path file = Shop.file(folder, "password", SECRET + "\nsomething else\n");

        assertThat(user(Map.of(), "--password-file", file.toString())).isEqualTo("scrambled");
        assertThat(user(Map.of("BAILIWICK_PASSWORD_FILE", file.toString()))).isEqualTo("scrambled");
    }

    @Test
    void takesThePasswordFromTheEnvironment() {
        assertThat(user(Map.of("BAILIWICK_PASSWORD", SECRET))).isEqualTo("scrambled");
    }

    @Test
    void takesThePasswordFromPgpass() throws IOException {
        Path pgpass = Shop.file(folder, "pgpass", "localhost:*:*:scrambled:" + SECRET + "\n");
        Files.setPosixFilePermissions(pgpass, PosixFilePermissions.fromString("rw-------"));
        String property = "org.postgresql.pgpassfile";
        System.setProperty(property, pgpass.toString());
        try {
            assertThat(user(Map.of())).isEqualTo("scrambled");
        } finally {
            System.clearProperty(property);
        }
    }

    @Test
    void saysInOneLineThatThePasswordIsWrong() {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> user(Map.of("BAILIWICK_PASSWORD", "wrong-" + SECRET)))
                .withMessageContaining("refuses the login of scrambled")
                .withMessageContaining("password authentication failed")
                .withMessageNotContaining(SECRET)
                .satisfies(
                        refusal -> {
                            assertThat(String.valueOf(refusal.getMessage()).lines()).hasSize(1);
                            assertThat(refusal.exitCode()).isEqualTo(2);
                        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://localhost/shop?password=" + SECRET,
                "jdbc:postgresql://localhost/shop?ssl=true&PASSWORD=" + SECRET,
                "jdbc:postgresql://shop_app:" + SECRET + "@localhost/shop",
                "postgresql://shop_app:" + SECRET + "@localhost/shop",
                "jdbc:postgresql://localhost/shop?user=shop_app",
                "jdbc:mysql://localhost/" + SECRET
            })
    void refusesAnAddressWithASecretWithoutRepeatingIt(String url) {
        DatabaseOptions options = options(Map.of("BAILIWICK_URL", url));

        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> options.as("shop_app"))
                .withMessageNotContaining(SECRET)
                .satisfies(refusal -> assertThat(refusal.exitCode()).isEqualTo(2));
    }

    @Test
    void saysThatNobodyListens() {
        Database nobody =
                options(Map.of("BAILIWICK_URL", "postgresql://localhost:1/shop")).as("shop_app");

        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> nobody.connected(_ -> 1))
                .withMessageStartingWith("Cannot reach jdbc:postgresql://localhost:1/shop: ")
                .satisfies(
                        refusal ->
                                assertThat(String.valueOf(refusal.getMessage()).lines())
                                        .hasSize(1));
    }

    @Test
    void saysThatThereIsNoSuchDatabase() {
        String url = Shop.url(database).replace(database.name(), "none");

        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(
                        () ->
                                options(Map.of("BAILIWICK_URL", url))
                                        .as("shop_app")
                                        .connected(_ -> 1))
                .withMessage("There is no such database: " + url);
    }

    @Test
    void refusesAVersionThatHasNoSuchPolicies() {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> Database.checkVersion(14, "14.22"))
                .withMessageContaining("This is PostgreSQL 14.22");
        Database.checkVersion(15, "15.18");
    }

    @Test
    void refusesToGoOnWithoutAPasswordThatWasNamed() {
        Path empty = Shop.file(folder, "empty", "\n");

        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> user(Map.of(), "--password-file", empty.toString()))
                .withMessage("The password file %s is empty.".formatted(empty));
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> user(Map.of(), "--password-file", "none"))
                .withMessage("The password file none cannot be read: NoSuchFileException.");
    }

    private static String user(Map<String, String> environment, String... more) {
        List<String> args =
                new ArrayList<>(List.of("--url", Shop.url(database), "--user", "scrambled"));
        args.addAll(Arrays.asList(more));
        return options(environment, args.toArray(String[]::new))
                .as("nobody")
                .connected(connection -> connection.getMetaData().getUserName());
    }

    private static DatabaseOptions options(Map<String, String> environment, String... args) {
        DatabaseOptions options = new DatabaseOptions(environment);
        new CommandLine(options).parseArgs(args);
        return options;
    }
}
