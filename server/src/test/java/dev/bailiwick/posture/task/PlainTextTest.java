package dev.bailiwick.posture.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;
import java.util.Map;

final class PlainTextTest {

    @Test
    void whatNoDatabaseKeepsAndWhatMovesATerminalIsTakenOut() {
        assertThat(
                        PlainText.of(
                                "corrupt.\0 \033[31mred\033[0m\007 half \ud800, whole"
                                        + " \ud83d\ude00"))
                .isEqualTo("corrupt. red half \ufffd, whole \ud83d\ude00");
    }

    @Test
    void linesBecomeOneAndStayWordsApart() {
        assertThat(PlainText.of("not\tfound\r\nat all\u2028here"))
                .isEqualTo("not found  at all here");
    }

    @Test
    void textsAreMadePlainHoweverDeepTheyLie() {
        Map<String, Object> result =
                Map.of(
                        "a\0",
                        List.of("b\0", Map.of("c", "d\0")),
                        "none",
                        Collections.singletonList(null),
                        "count",
                        3);

        assertThat(PlainText.within(result))
                .isEqualTo(
                        Map.of(
                                "a",
                                List.of("b", Map.of("c", "d")),
                                "none",
                                Collections.singletonList(null),
                                "count",
                                3));
    }
}
