package dev.bailiwick.posture.published;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

final class SearchWordsTest {

    @Test
    void looksForMarksInsideOfWordsAlone() {
        assertThat(SearchWords.of("--us-east-1!! (quay) a_b"))
                .isEqualTo(
                        new SearchWords("us east 1 quay a b", List.of("%us-east-1%", "%a\\_b%")));
    }

    @Test
    void readsRunsOfMarksInAStepForEachMark() {
        String marks = "!".repeat(1_000_000);

        assertThat(SearchWords.of("a" + marks + "b").patterns())
                .containsExactly("%a" + marks + "b%");
        assertThat(SearchWords.of(marks + "a-b" + marks).patterns()).containsExactly("%a-b%");
    }
}
