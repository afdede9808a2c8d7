package dev.bailiwick.postgres.sealed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keys: in files for their owner alone, and in no text. */
class SealKeyIT {

    private static final String TEXT = "0123456789abcdef0123456789ABCDEF";
    private static final byte[] SECRET = TEXT.getBytes(UTF_8);

    @TempDir private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("seal.key");
    }

    @Test
    void isReadAsItWasWritten() throws IOException {
        SealKey key = SealKey.generate(12);

        key.write(file);

        SealKey read = SealKey.read(file);
        assertThat(read.id()).isEqualTo(12);
        assertThat(read.signing().mac("x")).isEqualTo(key.signing().mac("x"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void isNotReadFromAFileThatOthersMayRead() throws IOException {
        SealKey.generate(1).write(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> SealKey.read(file))
                .withMessageContaining("chmod 600");
    }

    @Test
    void doesNotOverwriteAKey() throws IOException {
        SealKey.generate(1).write(file);

        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> SealKey.generate(2).write(file));
    }

    @Test
    void tellsOfABrokenFileWithoutShowingIt() throws IOException {
        SealKey.of(3, SECRET).write(file);
        for (String broken : new String[] {"", "secret", "bailiwick-seal-key 3 abcd"}) {
            Files.writeString(file, broken);

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> SealKey.read(file))
                    .withMessageNotContaining("abcd")
                    .withNoCause();
        }
    }

    @Test
    void isInNoText() {
        SealKey key = SealKey.of(4, SECRET);
        String texts = key + " " + Seal.of(SealForm.SLOT, key);

        assertThat(texts)
                .contains("seal key 4")
                .doesNotContain(TEXT)
                .doesNotContain(HexFormat.of().formatHex(SECRET))
                .doesNotContain(Base64.getEncoder().encodeToString(SECRET));
    }

    @Test
    void refusesWhatIsNoKey() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> SealKey.of(1, new byte[31]));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> SealKey.of(1, new byte[65]));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> SealKey.of(0, SECRET));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> SealKey.of(100_000, SECRET));
    }

    @Test
    void signsAsHmacSha256Does() throws Exception {
        for (int length : new int[] {32, 48, 64}) {
            byte[] secret = new byte[length];
            Arrays.fill(secret, (byte) length);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));

            assertThat(SealKey.of(5, secret).signing().mac("a message"))
                    .isEqualTo(HexFormat.of().formatHex(mac.doFinal("a message".getBytes(UTF_8))));
        }
    }
}
