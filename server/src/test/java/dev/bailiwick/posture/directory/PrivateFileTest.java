package dev.bailiwick.posture.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

final class PrivateFileTest {

    private static final byte[] ONE = {1};
    private static final byte[] TWO = {2};

    @TempDir private Path room;

    @Test
    void isForItsOwnerAlone() throws IOException {
        Path file = room.resolve("file");
        Files.createFile(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(PrivateFile.isOpenToOthers(file)).isTrue();

        PrivateFile.replace(file, ONE);
        PrivateFile.create(room.resolve("other"), ONE);

        for (Path each : new Path[] {file, room.resolve("other")}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                    .isEqualTo("rw-------");
            assertThat(PrivateFile.isOpenToOthers(each)).isFalse();
        }
    }

    @Test
    void isReplacedButNotMadeTwice() throws IOException {
        Path file = room.resolve("file");
        PrivateFile.create(file, ONE);

        PrivateFile.create(file, TWO);
        assertThat(file).hasBinaryContent(ONE);
        PrivateFile.replace(file, TWO);

        assertThat(file).hasBinaryContent(TWO);
        assertThat(room).isDirectoryContaining(file::equals).isDirectoryNotContaining("glob:**tmp");
    }

    @Test
    void nothingIsLeftOfOneThatCannotBeWritten() throws IOException {
        Path folder = Files.createDirectories(room.resolve("folder/full")).getParent();

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> PrivateFile.replace(room.resolve("folder"), ONE));

        assertThat(room.toFile().list()).containsExactly("folder");
        assertThat(folder).isNotEmptyDirectory();
    }

    @Test
    void whatIsBeingWrittenIsToldByItsName() {
        assertThat(PrivateFile.isDraft(room.resolve("draft17.tmp"))).isTrue();
        assertThat(PrivateFile.isDraft(room.resolve("draft17"))).isFalse();
        assertThat(PrivateFile.isDraft(room.resolve("my-draft17.tmp"))).isFalse();
    }
}
