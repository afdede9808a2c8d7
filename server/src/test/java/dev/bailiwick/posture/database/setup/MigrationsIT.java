package dev.bailiwick.posture.database.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.database.login.Login;
import dev.bailiwick.posture.database.login.LoginRole;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.nio.file.Files;
import java.nio.file.Path;

final class MigrationsIT {

    @TempDir private Path room;

    @Test
    void aFailedStepLeavesTheOldVersionUsable() throws Exception {
        Path steps = Files.createDirectory(room.resolve("steps"));
        Files.writeString(
                steps.resolve("V901__good.sql"), "create table posture.half_done (id int);");
        Files.writeString(steps.resolve("V902__bad.sql"), "select 1 / 0;");

        try (SteppedDatabases databases = SteppedDatabases.start(room)) {
            Login admin = databases.make("failed");
            SteppedDatabases.migrate(admin);
            Migrations next =
                    new Migrations(
                            admin.actingAs(LoginRole.OWNER),
                            Migrations.LOCATION,
                            "filesystem:" + steps);

            assertThatExceptionOfType(CommandException.class)
                    .isThrownBy(next::migrate)
                    .withMessageContaining("left as it was")
                    .withMessageContaining("division by zero");
            assertThat(
                            JdbcClient.create(admin.dataSource())
                                    .sql("select to_regclass('posture.half_done')::text")
                                    .query(String.class)
                                    .optional())
                    .isEmpty();
            SteppedDatabases.migrate(admin);
            SchemaVersion.check(admin);
        }
    }
}
