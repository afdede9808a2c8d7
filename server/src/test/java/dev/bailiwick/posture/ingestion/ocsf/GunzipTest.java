package dev.bailiwick.posture.ingestion.ocsf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

class GunzipTest {

    private static final byte[] TEXT = "harbour, ".repeat(10_000).getBytes(UTF_8);

    @Test
    void unpacksWhatIsPackedAndPassesTheRestOn() throws IOException {
        assertThat(Gunzip.ifPacked(in(packed(TEXT))).readAllBytes()).isEqualTo(TEXT);
        assertThat(Gunzip.ifPacked(in(TEXT)).readAllBytes()).isEqualTo(TEXT);
        assertThat(Gunzip.ifPacked(in(new byte[] {0x1F})).readAllBytes()).hasSize(1);
        assertThat(Gunzip.ifPacked(in(new byte[0])).readAllBytes()).isEmpty();
        assertThat(Gunzip.declared(in(packed(TEXT))).readAllBytes()).isEqualTo(TEXT);
    }

    @Test
    void refusesADeclarationThatIsNotTrue() {
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> Gunzip.declared(in(TEXT)));
    }

    @Test
    void refusesPackedDataThatIsCutOrDamaged() throws IOException {
        byte[] packed = packed(TEXT);
        byte[] damaged = packed.clone();
        damaged[packed.length / 2] ^= 0x55;
        damaged[packed.length - 6] ^= 0x55;

        for (int end = 2; end < packed.length; end += 3) {
            byte[] cut = Arrays.copyOf(packed, end);
            assertThatExceptionOfType(MalformedFileException.class)
                    .isThrownBy(() -> Gunzip.ifPacked(in(cut)).readAllBytes());
        }
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> Gunzip.ifPacked(in(damaged)).readAllBytes());
    }

    @Test
    void refusesABombLongBeforeItsEnd() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bomb)) {
            byte[] blanks = new byte[1 << 20];
            Arrays.fill(blanks, (byte) ' ');
            for (int i = 0; i < 300; i++) {
                out.write(blanks);
            }
        }
        InputStream plain = Gunzip.ifPacked(in(bomb.toByteArray()));

        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> plain.skipNBytes(64 << 20))
                .withMessage("The gzip data expands more than 200 times");
    }

    @Test
    void leavesTroubleOfTheSourceAsItIs() {
        InputStream broken = new LostConnection(Arrays.copyOf(packed(TEXT), 40));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Gunzip.ifPacked(broken).readAllBytes())
                .withMessage("connection lost");
    }

    private static InputStream in(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    private static byte[] packed(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
