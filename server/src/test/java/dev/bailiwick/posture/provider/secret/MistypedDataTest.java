package dev.bailiwick.posture.provider.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.cli.BailiwickCommand;
import dev.bailiwick.posture.CommandRun;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** Commands that change keys, where nobody has a database. */
final class MistypedDataTest {

    @TempDir private Path room;

    @Test
    void noDatabaseIsMadeToSealItsCredentialsAnew() {
        assertRefuses(new RotateSecretsCommand());
    }

    @Test
    void noDatabaseIsMadeToChangeItsMasterKey() {
        assertRefuses(new RotateMasterKeyCommand());
    }

    private void assertRefuses(BailiwickCommand command) {
        Path mistyped = room.resolve("dta");

        CommandRun run = CommandRun.of(command, "--data", mistyped.toString());

        assertThat(run.text())
                .startsWith("There is no embedded database in %s;".formatted(mistyped))
                .hasLineCount(1);
        assertThat(run.exit()).isEqualTo(2);
        assertThat(mistyped).doesNotExist();
    }
}
