package dev.bailiwick.posture.ingestion;

import static dev.bailiwick.posture.ingestion.Harbour.findings;
import static dev.bailiwick.posture.ingestion.ocsf.Records.finding;
import static dev.bailiwick.posture.ingestion.ocsf.Records.numbered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.ingestion.Receiving.Received;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.UUID;

class ReceivingIT {

    private final Harbour harbour = Harbour.on(TestServer.shared());

    @Test
    void reportsBadRecordsAndTakesTheOthers() {
        String bad = finding(r -> r.put("class_uid", 2003)).toString();
        UUID id =
                harbour.ingest(
                        "["
                                + numbered(Harbour.ACCOUNT, 0)
                                + ","
                                + bad
                                + ",7,"
                                + numbered(Harbour.ACCOUNT, 1)
                                + "]");

        assertThat(
                        harbour.text(
                                "select row(total, processed, invalid) from ingestion where id = '"
                                        + id
                                        + "'"))
                .isEqualTo("(4,2,2)");
        assertThat(
                        harbour.texts(
                                "select position || ' ' || pointer || ' ' || reason from"
                                        + " ingestion_error where ingestion_id = '"
                                        + id
                                        + "' order by position"))
                .containsExactly(
                        "1 /class_uid is 2003 (Compliance Finding): only 2004 (Detection Finding)"
                                + " is taken",
                        "2  The record is not an object");
        assertThat(harbour.count("finding", "true")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "7", "{\"a\":1}", "[7]", "[{}", "[[[["})
    void refusesAFileWithNothingToTakeAndKeepsOnlyTheReason(String file) {
        Received received = harbour.receive(file);

        assertThat(received).isInstanceOf(Received.Refused.class);
        assertThat(harbour.status(received.id())).isEqualTo("failed");
        assertThat(harbour.text("select reason from ingestion where id = '" + received.id() + "'"))
                .isNotBlank();
        assertThat(harbour.count("ingestion_error", "position is null")).isOne();
        assertThat(harbour.count("ingestion_chunk", "true")).isZero();
        assertThat(harbour.count("scan", "true") + harbour.count("provider", "true")).isZero();
    }

    @Test
    void refusesALongFileThatEndsInTheMiddle() {
        String file = findings(0, 3_000);
        Received received = harbour.receive(file.substring(0, file.length() - 1));

        assertThat(received).isInstanceOf(Received.Refused.class);
        assertThat(
                        harbour.text(
                                "select row(total, stored_bytes) from ingestion where id = '"
                                        + received.id()
                                        + "'"))
                .isEqualTo("(3000,0)");
        assertThat(harbour.count("ingestion_chunk", "true")).isZero();
        assertThat(harbour.count("finding", "true")).isZero();
    }

    @Test
    void leavesNothingOfAnUploadWhoseConnectionIsLost() {
        InputStream start = new ByteArrayInputStream(findings(0, 1_000).getBytes(UTF_8));
        InputStream lost =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("connection reset");
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        throw new IOException("connection reset");
                    }
                };

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> harbour.receive(new SequenceInputStream(start, lost)));
        assertThat(harbour.count("ingestion", "true") + harbour.count("ingestion_chunk", "true"))
                .isZero();
    }

    @Test
    void completesAnEmptyArrayWithNothing() {
        UUID id = harbour.ingest("[]");

        assertThat(
                        harbour.text(
                                "select row(total, processed, invalid) from ingestion where id = '"
                                        + id
                                        + "'"))
                .isEqualTo("(0,0,0)");
        assertThat(harbour.count("scan", "true")).isZero();
    }
}
