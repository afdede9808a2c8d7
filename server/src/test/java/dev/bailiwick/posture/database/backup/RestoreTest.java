package dev.bailiwick.posture.database.backup;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.ZstdInputStream;

import dev.bailiwick.posture.CommandRun;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What is made of files that are backups, and of files that are not. */
final class RestoreTest {

    private static final String KEY = "data/secrets/master-key";
    private static final Instant MADE = Instant.parse("2026-11-27T12:41:17.895394070Z");
    private static final String TABLE = "data/postgres/base/5/1259";

    /** Bytes of a file that may be damaged without a word of it being another. */
    private static final int MEANINGLESS = 16;

    @TempDir private Path room;

    private Path file;
    private Path data;

    @BeforeEach
    void backUp() throws IOException {
        file = room.resolve("file");
        data = room.resolve("made/data");
        Files.createDirectory(room.resolve("made"));
        Archive archive = new Archive(Files.newOutputStream(file));
        try (archive) {
            archive.about(about("18.6", About.here(), "001"));
            archive.folder("postgres");
            archive.folder("postgres/pg_wal");
            archive.file("postgres/base/5/1259", new byte[3 << 20]);
            archive.file("secrets/master-key", "a key".getBytes(UTF_8));
            archive.manifest("0/2000028", "0/2000120");
        }
    }

    private static About about(String postgres, String machine, String schema) {
        return new About(About.FORMAT, "0.1", MADE, postgres, machine, schema, true);
    }

    @Test
    void makesTheDirectoryForItsOwnerAlone() throws IOException {
        CommandRun run = restore();

        assertThat(run.exit()).as(run.text()).isZero();
        assertThat(run.text())
                .contains("./bailiwick serve --data " + data)
                .contains("the backup that began at 2026-11-27T12:41:17Z.")
                .contains("Do not let it run beside the one that the backup is of")
                .contains("./bailiwick serve --role api --data " + data);
        assertThat(data.resolve("secrets/master-key")).hasContent("a key");
        assertThat(data.resolve("postgres/base/5/1259")).hasSize(3 << 20);
        assertThat(data.resolve("postgres/pg_wal")).isEmptyDirectory();
        try (Stream<Path> all = Files.walk(data)) {
            assertThat(all.map(RestoreTest::permissions)).containsOnly("rwx------", "rw-------");
        }
        assertThat(made()).containsExactly(data);
    }

    @Test
    void replacesAnEmptyDirectoryAndNoOther() throws IOException {
        Files.createDirectory(data);
        assertThat(restore().exit()).isZero();

        CommandRun again = restore();

        assertThat(again.exit()).isEqualTo(2);
        assertThat(again.text()).contains("not an empty directory");
        assertThat(data.resolve("secrets/master-key")).hasContent("a key");
        data = Files.createFile(room.resolve("made/plain"));
        assertThat(restore().text()).contains("not an empty directory");
        data = Files.createSymbolicLink(room.resolve("made/link"), room.resolve("made"));
        assertThat(restore().text()).contains("not an empty directory");
    }

    @Test
    void removesWhatAKilledOneHasLeftAndNothingThatIsUnpackedNow() throws IOException {
        Path left = unpacking(".data.restoring-1");
        Path other = unpacking(".data.restoring-2");
        Path elsewhere = unpacking(".mine.restoring-3");

        try (FileChannel unpacks =
                FileChannel.open(other.resolve("lock"), StandardOpenOption.WRITE)) {
            assertThat(unpacks.lock().isValid()).isTrue();

            CommandRun run = restore();

            assertThat(run.exit()).as(run.text()).isZero();
            assertThat(run.text()).contains(left + " was left by a restore that was killed");
        }
        assertThat(made()).containsExactlyInAnyOrder(data, other, elsewhere);
        assertThat(other.resolve("data/secrets/master-key")).hasContent("a key");
    }

    @Test
    void whatItUnpacksIsLockedUntilItIsInPlace() throws IOException {
        try (RestoreFolder folder = RestoreFolder.beside(data)) {
            assertThat(folder.content()).isEmptyDirectory();
            assertThat(RestoreFolder.removeLeftOvers(data)).isEmpty();
            assertThat(folder.content()).isEmptyDirectory();
        }
        assertThat(made()).isEmpty();
    }

    @Test
    void aFullDiskIsNotTheBackupsFaultAndLeavesNothing() throws Exception {
        CommandRun run =
                CommandRun.onFullDisk(2_000, "restore", file.toString(), "--data", data.toString());

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.text())
                .contains("The backup was not restored", "File too large")
                .doesNotContain("no whole backup");
        assertThat(made()).isEmpty();
    }

    /** As a restore has it in the middle. */
    private Path unpacking(String name) throws IOException {
        Path folder = room.resolve("made").resolve(name);
        Files.createDirectories(folder.resolve("data/secrets"));
        Files.writeString(folder.resolve("data/secrets/master-key"), "a key");
        Files.createFile(folder.resolve("lock"));
        return folder;
    }

    @Test
    void namesTheEntryThatWasChanged() throws IOException {
        BackupFile.read(file).flip(TABLE).write(file);
        assertRefused(TABLE + " is missing or differs");
    }

    @Test
    void namesTheEntryThatIsMissingOrWasAdded() throws IOException {
        BackupFile.read(file).remove(KEY).write(file);
        assertRefused(KEY + " is missing or differs");

        BackupFile.read(file)
                .add(new TarArchiveEntry("data/secrets/app"), "x".getBytes(UTF_8))
                .write(file);
        assertRefused(KEY);
    }

    @Test
    void namesTheEntryThatStandsInItTwice() throws IOException {
        BackupFile.read(file).add(new TarArchiveEntry(KEY), "x".getBytes(UTF_8)).write(file);
        assertRefused("the entry " + KEY + " stands in it twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "data/../../evil",
                "data/..",
                "data//evil",
                "data/./evil",
                "evil",
                "data"
            })
    void refusesNamesThatLeadElsewhere(String name) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_NORMAL, true);
        BackupFile.read(file).add(entry, "x".getBytes(UTF_8)).write(file);

        assertRefused("no backup has such an entry");
        assertThat(room.resolve("evil")).doesNotExist();
        assertThat(room.resolve("made/evil")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            bytes = {
                TarConstants.LF_LINK,
                TarConstants.LF_SYMLINK,
                TarConstants.LF_CHR,
                TarConstants.LF_BLK,
                TarConstants.LF_FIFO
            })
    void refusesLinksAndSpecialFiles(byte kind) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry("data/secrets/app", kind);
        entry.setLinkName("/etc/passwd");
        BackupFile.read(file).add(entry, new byte[0]).write(file);

        assertRefused("broken at the entry data/secrets/app");
    }

    @Test
    void refusesAFileThatIsCutOffWhereverThatIs() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length : List.of(0, 5, 100, whole.length / 2, whole.length - 10)) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertRefused("is no whole backup");
        }
        // at an entry's end, as if nothing more had come
        Files.write(file, whole);
        BackupFile.read(file).remove(Manifest.NAME).write(file);
        assertRefused("the entry " + KEY, "without the list of its entries");
    }

    @Test
    void refusesBytesThatAreDamagedWherever() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        int same = 0;
        // all of those at the end, where nothing is but the sum over what was packed
        for (int at = 0; at < whole.length; at += at < whole.length - 32 ? 7 : 1) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x41;
            if (saysTheSame(damaged, whole)) {
                same++;
            } else {
                Files.write(file, damaged);
                assertThat(restore().exit()).as("byte %d", at).isEqualTo(2);
                assertThat(made()).isEmpty();
            }
        }
        assertThat(same).isLessThan(MEANINGLESS);
    }

    /** What is packed has a few bits that mean nothing, now here, now there. */
    private static boolean saysTheSame(byte[] damaged, byte[] whole) {
        try {
            return Arrays.equals(unpacked(damaged), unpacked(whole));
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] unpacked(byte[] packed) throws IOException {
        try (InputStream stream = new ZstdInputStream(new ByteArrayInputStream(packed))) {
            return stream.readAllBytes();
        }
    }

    @Test
    void refusesWhatWasMadeByOthers() throws IOException {
        assertRefusedAs("\"format\":1", "\"format\":2", "a backup of format 2");
        assertRefusedAs("18.6", "19.1", "PostgreSQL 19.1, and this Bailiwick brings 18");
        assertRefusedAs("18.6", "17.2", "PostgreSQL 17.2");
        assertRefusedAs("\"001\"", "\"900\"", "newer Bailiwick");
        assertRefusedAs(About.here(), "Amiga m68k", "Amiga m68k");
        assertRefusedAs("\"001\"", "\"first\"", "broken at");
        assertRefusedAs("\"001\"", "null", "broken at");
    }

    @Test
    void refusesWhatIsNoBackup() throws IOException {
        Files.writeString(file, "something else");
        assertRefused("is no whole backup");

        Files.delete(file);
        assertRefused("There is no file");
    }

    private void assertRefusedAs(String text, String other, String why) throws IOException {
        Path whole = Files.copy(file, room.resolve("whole"));
        BackupFile.read(file).replace(About.NAME, text, other).write(file);
        assertRefused(why);
        Files.delete(file);
        Files.move(whole, file);
    }

    private void assertRefused(String... why) throws IOException {
        CommandRun run = restore();

        assertThat(run.exit()).as(run.text()).isEqualTo(2);
        assertThat(run.text()).contains(why).hasLineCount(1);
        assertThat(made()).as("nothing is left").isEmpty();
    }

    private List<Path> made() throws IOException {
        try (Stream<Path> made = Files.list(room.resolve("made"))) {
            return made.toList();
        }
    }

    private CommandRun restore() {
        return CommandRun.of(new RestoreCommand(), file.toString(), "--data", data.toString());
    }

    private static String permissions(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
