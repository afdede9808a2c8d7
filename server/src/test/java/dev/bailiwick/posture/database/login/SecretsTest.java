package dev.bailiwick.posture.database.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.cli.CommandException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

final class SecretsTest {

    @TempDir private Path directory;

    @Test
    void makesARandomPasswordOnceAndKeepsItFromOthers() throws IOException {
        String made = secrets(Map.of()).passwordOrNew("app");

        assertThat(made).hasSize(43);
        assertThat(secrets(Map.of()).password("app")).isEqualTo(made);
        assertThat(secrets(Map.of()).passwordOrNew("worker")).isNotEqualTo(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("app"))))
                .isEqualTo("rw-------");
    }

    @Test
    void prefersTheEnvironmentAndWritesNothingThen() {
        Secrets secrets = secrets(Map.of("BAILIWICK_APP_PASSWORD", "from-outside"));

        assertThat(secrets.passwordOrNew("app")).isEqualTo("from-outside");
        assertThat(file("app")).doesNotExist();
    }

    @Test
    void theAdministratorsPasswordIsAskedForWhereItCanBeGiven() {
        assertThat(secrets(Map.of("BAILIWICK_ADMIN_PASSWORD", "of-the-admin")).administrator("ada"))
                .isEqualTo("of-the-admin");
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> secrets(Map.of()).administrator("ada"))
                .withMessageContainingAll(
                        "ada", "BAILIWICK_ADMIN_PASSWORD", file("admin").toString());
    }

    @Test
    void readsTheFileThatTheEnvironmentNames() throws IOException {
        Path mounted = Files.writeString(file("mounted"), "from-a-file\n");

        assertThat(
                        secrets(Map.of("BAILIWICK_APP_PASSWORD_FILE", mounted.toString()))
                                .password("app"))
                .isEqualTo("from-a-file");
    }

    @Test
    void saysWhereAMissingPasswordWasLookedFor() {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> secrets(Map.of()).password("app"))
                .withMessageContaining("BAILIWICK_APP_PASSWORD")
                .withMessageContaining(file("app").toString());
    }

    @Test
    void refusesAFileThatOthersMayRead() throws IOException {
        secrets(Map.of()).passwordOrNew("app");
        Files.setPosixFilePermissions(file("app"), PosixFilePermissions.fromString("rw-r--r--"));

        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> secrets(Map.of()).password("app"))
                .withMessageContaining("may be read by others");
    }

    private Secrets secrets(Map<String, String> environment) {
        return new Secrets(directory, environment);
    }

    private Path file(String name) {
        return directory.resolve(name);
    }
}
