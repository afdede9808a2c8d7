package dev.bailiwick.posture.ingestion.ocsf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.Random;

class Utf8InputStreamTest {

    @Test
    void letsTextOfEveryLengthOfCharacterThrough() throws IOException {
        byte[] text = "plain ü 漢字 🦀 and so on; ".repeat(1_000).getBytes(UTF_8);

        assertThat(pass(text, 7)).isEqualTo(text);
        assertThat(pass(text, 8_000)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "C080",
                "C1BF",
                "E08080",
                "EDA080",
                "F0808080",
                "F4908080",
                "F5808080",
                "FE",
                "C3",
                "C341",
                "E282",
                "F09F",
                "F09F98"
            })
    void refusesEveryOtherByte(String bytes) {
        byte[] text = HexFormat.of().parseHex("6161616161616161" + bytes);

        assertThatExceptionOfType(MalformedFileException.class).isThrownBy(() -> pass(text, 8_000));
        assertThatExceptionOfType(MalformedFileException.class).isThrownBy(() -> pass(text, 3));
    }

    @Test
    void namesByteAndOffset() {
        byte[] text = HexFormat.of().parseHex("61616161616161616161FF");

        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> pass(text, 4))
                .withMessage("The file is not UTF-8: byte 0xFF at offset 10");
    }

    @Test
    void agreesWithThePlatformsDecoderOnRandomBytes() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[4 + random.nextInt(12)];
            for (int at = 0; at < bytes.length; at++) {
                int any = random.nextInt(256);
                bytes[at] = (byte) (at < 4 || random.nextBoolean() ? 'a' : any == 0 ? 1 : any);
            }
            assertThat(passes(bytes, 1 + random.nextInt(16)))
                    .as(HexFormat.of().formatHex(bytes))
                    .isEqualTo(decodes(bytes));
        }
    }

    private static boolean passes(byte[] bytes, int buffer) throws IOException {
        try {
            pass(bytes, buffer);
            return true;
        } catch (MalformedFileException e) {
            return false;
        }
    }

    private static boolean decodes(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static byte[] pass(byte[] bytes, int buffer) throws IOException {
        Utf8InputStream in = new Utf8InputStream(new ByteArrayInputStream(bytes));
        byte[] out = new byte[bytes.length];
        int length = 0;
        byte[] chunk = new byte[buffer];
        for (int read = in.read(chunk, 0, buffer); read >= 0; read = in.read(chunk, 0, buffer)) {
            System.arraycopy(chunk, 0, out, length, read);
            length += read;
        }
        assertThat(in.count()).isEqualTo(length);
        return out;
    }
}
