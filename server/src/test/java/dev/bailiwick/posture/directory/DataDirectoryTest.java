package dev.bailiwick.posture.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.cli.CommandException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

final class DataDirectoryTest {

    @TempDir private Path room;

    @Test
    void keepsOthersOutOfSecrets() throws IOException {
        try (DataDirectory directory = DataDirectory.hold(room.resolve("data"))) {
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(directory.secrets())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void isHeldOnceAndSaysByWhom() {
        Path path = room.resolve("data");
        try (DataDirectory held = DataDirectory.hold(path)) {
            assertThatExceptionOfType(CommandException.class)
                    .isThrownBy(() -> DataDirectory.hold(held.path()))
                    .withMessageContaining("in use by process " + ProcessHandle.current().pid());
        }
        DataDirectory.hold(path).close();
    }

    @Test
    void saysThatItCannotBeWritten() throws IOException {
        Path file = Files.createFile(room.resolve("file"));

        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> DataDirectory.hold(file.resolve("data")))
                .withMessageContaining("cannot be written")
                .withMessageContaining("--data");
    }
}
