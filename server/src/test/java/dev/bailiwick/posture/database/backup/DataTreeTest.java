package dev.bailiwick.posture.database.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.CommandRun;
import dev.bailiwick.posture.directory.DataDirectory;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

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

    @Test
    void aLinkToWhereTheCopyIsWrittenIsRefused() throws IOException {
        Files.createSymbolicLink(data.resolve("backups"), room);

        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(this::copy)
                .withMessageContaining(data.resolve("backups").toString())
                .withMessageContaining("would copy itself");
    }

    @Test
    void keysStayOutWhereverTheyLieAndWhateverLeadsToThem() throws IOException {
        link("secrets/master-key", "vault/former-place");
        link("keys/two.pem", "vault/two");
        List<String> others = List.of("other/mine", "pems/notes.txt", "vault/mine");
        List<String> named =
                List.of("other/mk", "other/mk.former-1", "other/draft1.tmp", "pems/a.pem");
        for (String name : others) {
            file(name);
        }
        for (String name : named) {
            file(name);
        }
        KeyOptions options =
                CommandLine.populateCommand(
                        new KeyOptions(),
                        "--key",
                        data.resolve("other/mk").toString(),
                        "--keys",
                        data.resolve("pems").toString());

        List<String> files = copy(options.places(DataDirectory.at(data)));

        assertThat(files.stream().filter(name -> !name.endsWith("/")))
                .containsExactlyInAnyOrder(
                        About.NAME,
                        "data/secrets/app",
                        "data/other/mine",
                        "data/pems/notes.txt",
                        "data/vault/mine",
                        Manifest.NAME);
        assertThat(copy())
                .contains("data/other/mk", "data/pems/a.pem", "data/vault/two", "data/keys/one.pem")
                .contains("data/secrets/master-key");
    }

    @Test
    void whatStandsForARunningProcessIsNotCopied() throws IOException {
        DataDirectory places = DataDirectory.at(data);
        file("lock");
        file(data.relativize(places.scans()) + "/one/credentials");
        file("keys/draft1.tmp");
        file("secrets/draft2.tmp");
        file("mine/draft3.tmp");

        assertThat(copy().stream().filter(name -> !name.endsWith("/")))
                .containsExactlyInAnyOrder(
                        About.NAME,
                        "data/secrets/app",
                        "data/secrets/master-key",
                        "data/keys/one.pem",
                        "data/mine/draft3.tmp",
                        Manifest.NAME);
    }

    @Test
    void keysThatOnceLayInTheUsualPlacesStayOutToo() throws IOException {
        DataDirectory places = DataDirectory.at(data);
        Files.delete(places.masterKey());
        file("secrets/master-key.former-1");
        file("secrets/invitation-key");
        file("keys/copy-of-one");

        List<String> files = copy(new KeyOptions().places(places));

        assertThat(files.stream().filter(name -> !name.endsWith("/")))
                .containsExactlyInAnyOrder(About.NAME, "data/secrets/app", Manifest.NAME);
    }

    private void link(String name, String target) throws IOException {
        file(target);
        Path link = data.resolve(name);
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, data.resolve(target));
    }

    private List<String> copy() throws IOException {
        return copy(null);
    }

    private List<String> copy(@Nullable KeyPlaces without) throws IOException {
        Path file = room.resolve("file");
        try (Archive archive = new Archive(Files.newOutputStream(file))) {
            archive.about(
                    new About(
                            About.FORMAT, "0.1", Instant.EPOCH, "18.6", About.here(), "001", true));
            archive.folder("postgres");
            DataTree.copy(data, without, room, archive);
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
