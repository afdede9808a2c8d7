package dev.bailiwick.posture.ingestion;

import static dev.bailiwick.posture.ingestion.ocsf.Records.numbered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.ingestion.ocsf.MalformedFileException;
import dev.bailiwick.posture.ingestion.ocsf.OcsfReader;
import dev.bailiwick.posture.ingestion.ocsf.ParsedRecord;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.Objects;

/** What a file may say before it has cost more memory than it is worth. */
class ExaminationTest {

    private static final int LARGE = 1_000_000;
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private final Examination examination = new Examination();

    @Test
    void accountsMaySayEightMillionCharactersOfThemselves() {
        for (int account = 0; account < 8; account++) {
            examination.add(finding(account, LARGE));
        }

        assertThat(examination.accounts()).hasSize(8);
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> examination.add(finding(8, LARGE)))
                .withMessage(
                        "The file says more than 8388608 characters of its accounts, the last in"
                                + " record 0");
    }

    @Test
    void whatAnAccountSaysIsCountedOnce() {
        for (int run = 0; run < 12; run++) {
            examination.add(finding(1, LARGE));
        }

        assertThat(examination.accounts()).hasSize(1);
        assertThat(examination.total()).isEqualTo(12);
    }

    @Test
    void aFileMayBeOfAThousandAccounts() {
        for (int account = 0; account < Examination.MOST_ACCOUNTS; account++) {
            examination.add(finding(account, 1));
        }

        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> examination.add(finding(Examination.MOST_ACCOUNTS, 1)))
                .withMessageContaining("more than 1000 accounts");
    }

    /** Of an account whose name is so long. */
    private static ParsedRecord finding(int account, int length) {
        String record =
                numbered("%012d".formatted(account), 0)
                        .toString()
                        .replace("\"harbour\"", "\"" + "x".repeat(length) + "\"");
        try (OcsfReader reader =
                new OcsfReader(new ByteArrayInputStream(record.getBytes(UTF_8)), NOW)) {
            return Objects.requireNonNull(reader.next());
        }
    }
}
