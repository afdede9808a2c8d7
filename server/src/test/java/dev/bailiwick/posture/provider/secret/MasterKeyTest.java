package dev.bailiwick.posture.provider.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The file of the master key while it is changed. */
final class MasterKeyTest {

    private static final int SERVER = 65534;

    @TempDir private Path room;

    @Test
    void staysWithItsOwnerWhenAnotherUserChangesIt() throws IOException {
        assumeThat(id(room, "uid")).as("only root gives files away").isEqualTo(0);
        MasterKey key = made();
        Files.setAttribute(file(), "unix:uid", SERVER);
        Files.setAttribute(file(), "unix:gid", SERVER);

        key.replace(List.of(bytes(1), bytes(2)));
        Path former = key.keepFormer(bytes(2));
        key.replace(List.of(bytes(1)));

        assertThat(key.bytes()).containsExactly(bytes(1));
        for (Path each : List.of(file(), former)) {
            assertThat(id(each, "uid")).as("user of %s", each).isEqualTo(SERVER);
            assertThat(id(each, "gid")).as("group of %s", each).isEqualTo(SERVER);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void isReplacedWhereALinkLeadsTo() throws IOException {
        MasterKey key = made();
        Path elsewhere = Files.move(file(), room.resolve("elsewhere"));
        Files.createSymbolicLink(file(), elsewhere);

        key.replace(List.of(bytes(1)));

        assertThat(file()).isSymbolicLink();
        assertThat(MasterKey.of(elsewhere, Map.of()).bytes()).containsExactly(bytes(1));
        assertThat(id(elsewhere, "uid")).isEqualTo(id(room, "uid"));
    }

    private MasterKey made() {
        MasterKey key = MasterKey.of(file(), Map.of());
        key.readOrMake();
        return key;
    }

    private Path file() {
        return room.resolve("master-key");
    }

    private static byte[] bytes(int value) {
        byte[] bytes = new byte[MasterKeys.BYTES];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static Object id(Path path, String name) throws IOException {
        return Files.getAttribute(path, "unix:" + name);
    }
}
