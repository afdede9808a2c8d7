package dev.bailiwick.posture.database.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.CommandRun;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Which files of a data directory are in a copy, and under what names. */
final class DataTreeTest {

    @TempDir private Path room;

    private Path data;

    @BeforeEach
    void makeTheDirectory() throws IOException {
        data = Files.createDirectory(room.resolve("data"));
        file("secrets/app");
        file("secrets/master-key");
        file("keys/one.pem");
    }

    @Test
    void whatIsCopiedIsRestoredUnderTheSameName() throws Exception {
        List<String> names = List.of("a\\b", "ends\\", "..\\up", "...and more", "two words\n");
        for (String name : names) {
            file("mine/" + name);
        }

        copy();

        Path made = room.resolve("made");
        CommandRun run =
                CommandRun.of(
                        new RestoreCommand(),
                        room.resolve("file").toString(),
                        "--data",
                        made.toString());
        assertThat(run.exit()).as(run.text()).isZero();
        assertThat(names)
                .allSatisfy(name -> assertThat(made.resolve("mine").resolve(name)).hasContent("x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"...", "....", "caf\\351"})
    void aNameThatWouldNotBeRestoredIsRefusedWhenItIsCopied(String name) throws Exception {
        Path mine = Files.createDirectory(data.resolve("mine"));
        // by a shell, since Java makes no file whose name is no text
        Process shell =
                new ProcessBuilder("bash", "-c", "echo x > \"$(printf '%b' \"$0\")\"", name)
                        .directory(mine.toFile())
                        .start();
        assertThat(shell.waitFor()).isZero();

        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(this::copy)
                .withMessageContaining(mine.toString())
                .withMessageContaining("has a name that a backup cannot have");
    }

    private List<String> copy() throws IOException {
        Path file = room.resolve("file");
        try (Archive archive = new Archive(Files.newOutputStream(file))) {
            archive.about(
                    new About(
                            About.FORMAT, "0.1", Instant.EPOCH, "18.6", About.here(), "001", true));
            archive.folder("postgres");
            DataTree.copy(data, true, archive);
            archive.manifest("0/2000028", "0/2000120");
        }
        return BackupFile.read(file).names();
    }

    private void file(String name) throws IOException {
        Path file = data.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, "x");
    }
}
