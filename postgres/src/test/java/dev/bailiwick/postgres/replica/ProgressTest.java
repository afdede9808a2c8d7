package dev.bailiwick.postgres.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** How far behind a server is in time. */
class ProgressTest {

    private final Progress progress = new Progress(Duration.ofNanos(100));

    @Test
    void isMeasuredAgainstWhatThePrimaryHad() {
        progress.reached(new LogPosition(10), 0);
        progress.reached(new LogPosition(20), 50);
        progress.reached(new LogPosition(30), 90);

        assertThat(progress.behind(new LogPosition(30), 100)).isEqualTo(10);
        assertThat(progress.behind(new LogPosition(29), 100)).isEqualTo(50);
        assertThat(progress.behind(new LogPosition(10), 100)).isEqualTo(100);
        assertThat(progress.behind(new LogPosition(9), 100)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void doesNotGrowWhileThePrimaryIsIdle() {
        for (int now = 0; now < 10_000; now += 10) {
            progress.reached(new LogPosition(10), now);
        }

        assertThat(progress.behind(new LogPosition(10), 9_995)).isEqualTo(5);
    }

    @Test
    void growsWhileThePrimaryCannotBeAsked() {
        progress.reached(new LogPosition(10), 0);

        assertThat(progress.behind(new LogPosition(10), 5_000)).isEqualTo(5_000);
    }

    @Test
    void beginsAnewOnAnotherPrimary() {
        progress.reached(new LogPosition(500), 0);
        progress.reached(new LogPosition(10), 10);

        assertThat(progress.behind(new LogPosition(10), 15)).isEqualTo(5);
        assertThat(progress.behind(new LogPosition(9), 15)).isEqualTo(Long.MAX_VALUE);
    }
}
