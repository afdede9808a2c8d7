package dev.bailiwick.postgres.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogPositionTest {

    @Test
    void isTheTextThatPostgresWrites() {
        for (String text : new String[] {"0/0", "16/B374D848", "FFFFFFFF/FFFFFFFF"}) {
            assertThat(LogPosition.parse(text)).hasToString(text);
        }
    }

    @Test
    void isComparedAsTheLogGrows() {
        assertThat(LogPosition.parse("1/0").reaches(LogPosition.parse("0/FFFFFFFF"))).isTrue();
        assertThat(LogPosition.parse("FFFFFFFF/0").reaches(LogPosition.parse("7FFFFFFF/0")))
                .isTrue();
        assertThat(LogPosition.START.reaches(LogPosition.parse("0/1"))).isFalse();
        assertThat(LogPosition.START.reaches(LogPosition.START)).isTrue();
    }

    /** What a client sends back may be anything. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "0", "1/G", "1/123456789", "-1/0", " 0/0", "0/0'; drop", "٣/٣"})
    void refusesWhatIsNone(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogPosition.parse(text))
                .withMessageNotContaining("drop");
    }
}
