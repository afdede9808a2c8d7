package dev.bailiwick.posture.ingestion.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.jsonapi.error.ApiException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;

class FormFileTest {

    private static final String FILE_HEADERS =
            lines(
                    "Content-Disposition: form-data; name=\"file\"; filename=\"harbour.ocsf.json\"",
                    "Content-Type: application/json",
                    "",
                    "");

    @Test
    void readsTheFileOfAForm() throws IOException {
        assertThat(file("--xYz\r\n" + FILE_HEADERS + "[1, 2]\r\n--xYz--\r\n", "xYz"))
                .isEqualTo("[1, 2]");
        assertThat(file("--xYz\r\n" + FILE_HEADERS + "\r\n--xYz--", "xYz")).isEmpty();
    }

    @Test
    void passesOverPreambleAndOtherParts() throws IOException {
        String form =
                lines(
                        "ignore me",
                        "--b",
                        "Content-Disposition: form-data; name=\"note\"",
                        "",
                        "file",
                        "--b  ",
                        "content-disposition:form-data;name=file",
                        "",
                        "the file",
                        "--b--",
                        "epilogue");

        assertThat(file(form, "b")).isEqualTo("the file");
    }

    @Test
    void isNotTakenInByWhatResemblesTheBoundary() throws IOException {
        String content = "\r\n--boundar\r\n-\r\r\n--boundax\r\n\r\n--";

        assertThat(file("--boundary\r\n" + FILE_HEADERS + content + "\r\n--boundary--", "boundary"))
                .isEqualTo(content);
    }

    @Test
    void readsAnyContentWhateverTheSizeOfReads() throws IOException {
        Random random = new Random(11);
        for (int i = 0; i < 200; i++) {
            byte[] content = new byte[random.nextInt(200_000)];
            for (int at = 0; at < content.length; at++) {
                content[at] = (byte) "\r\n-b".charAt(random.nextInt(4));
            }
            String text = new String(content, ISO_8859_1).replace("\r\n--b", "\r\n--c");
            String form = "--b\r\n" + FILE_HEADERS + text + "\r\n--b--\r\n";
            InputStream trickle = new Trickle(form.getBytes(ISO_8859_1), random);

            assertThat(new String(FormFile.open(trickle, "b").readAllBytes(), ISO_8859_1))
                    .isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "rubbish",
                "--b--\r\n",
                "--b",
                "--b\r\n",
                "--bc\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--bc--",
                "--b\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\n1\r\n--b--\r\n",
                "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nno end",
                "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nno end\r\n--",
                "--b\r\nContent-Disposition: ;;;=\r\n\r\n1\r\n--b--\r\n"
            })
    void refusesWhatIsNoFormWithAFile(String form) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> file(form, "b"))
                .satisfies(e -> assertThat(e.status()).isEqualTo(400));
    }

    @Test
    void refusesAFileThatIsEncodedForMail() {
        String form =
                lines(
                        "--b",
                        "Content-Disposition: form-data; name=\"file\"",
                        "Content-Transfer-Encoding: base64",
                        "",
                        "W10=",
                        "--b--");

        assertThatExceptionOfType(ApiException.class).isThrownBy(() -> file(form, "b"));
    }

    @Test
    void refusesHeadersWithoutEnd() {
        String form = "--b\r\n" + "X-Header: value\r\n".repeat(10_000);

        assertThatExceptionOfType(ApiException.class).isThrownBy(() -> file(form, "b"));
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> file("--b\r\n" + "x".repeat(100_000), "b"));
    }

    @Test
    void refusesABoundaryThatCannotBeOne() {
        assertThatExceptionOfType(ApiException.class).isThrownBy(() -> file("--\r\n", ""));
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> file("--\r\n", "b".repeat(71)));
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines);
    }

    private static String file(String form, String boundary) throws IOException {
        return new String(
                FormFile.open(new ByteArrayInputStream(form.getBytes(UTF_8)), boundary)
                        .readAllBytes(),
                UTF_8);
    }

    /** Gives a few bytes at a time, as networks do. */
    private static final class Trickle extends ByteArrayInputStream {

        private final Random random;

        Trickle(byte[] bytes, Random random) {
            super(bytes);
            this.random = random;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, 1 + random.nextInt(5_000)));
        }
    }
}
