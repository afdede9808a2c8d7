package dev.bailiwick.posture.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Collections;
import java.util.LinkedHashMap;
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\033]0;a title\007",
                "\033]8;;https://evil.example\033\\",
                "\033]52;c;aGVsbG8=\u009c",
                "\u009d0;a title\u009c",
                "\033Pq#0\nlines\033\\",
                "\033_application\033\\",
                "\033[38:2::1:2:3m",
                "\033[>4;2m",
                "\033[ q",
                "\u009b31m",
                "\033(B",
                "\0337",
                "\033c",
                "\u202e",
                "\u2066",
                "\u200f",
                "\u061c"
            })
    void whatMovesATerminalIsTakenOutWithAllThatBelongsToIt(String order) {
        assertThat(PlainText.of("before" + order + "behind" + order)).isEqualTo("beforebehind");
    }

    /** What stands behind is seen: it may be all that somebody has to go by. */
    @Test
    void anOrderThatDoesNotEndTakesNothingAlong() {
        assertThat(PlainText.of("\033]0;refused: \033[31mby\033]policy"))
                .isEqualTo("0;refused: bypolicy");
        assertThat(PlainText.of("cut \033[3")).isEqualTo("cut ");
    }

    @Test
    void whatJoinsLettersStays() {
        String joined = "\u0646\u200c\u0627 \ud83d\udc69\u200d\ud83d\udcbb";

        assertThat(PlainText.of(joined)).isEqualTo(joined);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\033",
                "\033]",
                "\u009d",
                "\033[",
                "\u009b",
                "\033[0",
                "\033 ",
                "\033P\007"
            })
    @Timeout(30)
    void aLongTextIsReadInAStepForEachCharacter(String part) {
        assertThat(PlainText.of(part.repeat(300_000))).doesNotContain("\033", "\u009d");
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

    @Test
    void namesThatAreTheSameOncePlainAreBothKept() {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("a", 1);
        result.put("a\0", 2);
        result.put("a\007", 3);
        result.put("deep", Map.of("b\0", 1, "b", 1));

        assertThat(PlainText.within(result))
                .isEqualTo(
                        Map.of("a", 1, "a (2)", 2, "a (3)", 3, "deep", Map.of("b", 1, "b (2)", 1)));
    }
}
