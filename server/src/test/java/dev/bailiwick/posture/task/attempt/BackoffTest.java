package dev.bailiwick.posture.task.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

class BackoffTest {

    @Test
    void growsFourfoldAndStaysBelowTenMinutes() {
        Random random = new Random(1);
        List<Duration> longest =
                List.of(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(32),
                        Duration.ofSeconds(128),
                        Duration.ofSeconds(512),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(10));

        for (int failures = 1; failures <= longest.size(); failures++) {
            Duration most = longest.get(failures - 1);
            for (int i = 0; i < 1_000; i++) {
                assertThat(Backoff.after(failures, random)).isBetween(most.dividedBy(2), most);
            }
        }
    }

    @Test
    void jobsThatFailedTogetherDoNotComeBackTogether() {
        Random random = new Random(1);

        assertThat(
                        IntStream.range(0, 100)
                                .mapToObj(i -> Backoff.after(3, random))
                                .distinct()
                                .count())
                .isGreaterThan(90);
    }
}
