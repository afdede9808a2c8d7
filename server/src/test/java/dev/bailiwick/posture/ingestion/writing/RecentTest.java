package dev.bailiwick.posture.ingestion.writing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.UUID;

class RecentTest {

    private static final UUID ID = new UUID(0, 1);

    private final Recent<String> recent = new Recent<>(String::length, 10);

    @Test
    void forgetsWhatWasNotUsedForLongestWhenItWeighsTooMuch() {
        recent.put("aaaa", ID);
        recent.put("bbbb", ID);
        assertThat(recent.find("aaaa")).contains(ID);
        assertThat(recent.hasForgotten()).isFalse();

        recent.put("cccc", ID);

        assertThat(recent.find("bbbb")).isEmpty();
        assertThat(recent.find("aaaa")).contains(ID);
        assertThat(recent.find("cccc")).contains(ID);
        assertThat(recent.hasForgotten()).isTrue();
    }

    @Test
    void countsAKeyOnceThoughItIsPutAgain() {
        for (int run = 0; run < 10; run++) {
            recent.put("aaaa", ID);
        }
        recent.put("bbbb", ID);

        assertThat(recent.find("aaaa")).contains(ID);
        assertThat(recent.hasForgotten()).isFalse();
    }

    @Test
    void keepsTheLastThoughItAloneWeighsTooMuch() {
        recent.put("aaaa", ID);
        recent.put("b".repeat(11), ID);

        assertThat(recent.find("aaaa")).isEmpty();
        assertThat(recent.find("b".repeat(11))).contains(ID);
    }
}
