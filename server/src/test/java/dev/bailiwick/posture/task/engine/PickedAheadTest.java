package dev.bailiwick.posture.task.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.TaskInstance;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

final class PickedAheadTest {

    private static final Duration HEARTBEAT = Duration.ofSeconds(2);

    private final AtomicLong clock = new AtomicLong();
    private final PickedAhead ahead = new PickedAhead(HEARTBEAT, clock::get);
    private final List<Integer> asked = new ArrayList<>();
    private int left;
    private int number;

    private List<String> next(int limit) {
        return ahead.next(limit, this::pick).stream()
                .map(execution -> execution.taskInstance.getId())
                .toList();
    }

    private List<Execution> pick(int most) {
        asked.add(most);
        int count = Math.min(most, left);
        left -= count;
        return IntStream.range(0, count)
                .mapToObj(
                        n ->
                                new Execution(
                                        Instant.EPOCH,
                                        new TaskInstance<>("job", Integer.toString(++number))))
                .toList();
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    @Test
    void picksOnceForSeveralTimesWhileThereAreManyAndGivesThemInOrder() {
        left = 100;

        assertThat(next(4)).containsExactly("1", "2", "3", "4");
        assertThat(next(2)).containsExactly("5", "6");
        assertThat(next(2)).containsExactly("7", "8");
        assertThat(next(2)).containsExactly("9", "10");
        assertThat(next(3)).containsExactly("11", "12", "13");
        assertThat(asked).containsExactly(4, 6, 9);
    }

    @Test
    void holdsNothingBackWhenWhatWaitsIsLessThanIsAskedFor() {
        left = 100;
        next(2);
        next(2);

        assertThat(next(5)).hasSize(5).startsWith("5", "6", "7", "8").endsWith("9");
        assertThat(asked).containsExactly(2, 6, 1 + 2 * 5);
    }

    @Test
    void picksNoneAheadOfFewOrOfThoseThatLast() {
        left = 5;
        next(4);
        assertThat(next(4)).as("the last one").containsExactly("5");

        left = 100;
        next(2);
        pass(HEARTBEAT.dividedBy(4));
        asked.clear();
        next(2);
        assertThat(asked).as("the ones before took their time").containsExactly(2);
    }

    @Test
    void forgetsWhatHasWaitedForAHeartbeat() {
        left = 100;
        next(2);
        next(2);
        pass(HEARTBEAT.plusMillis(1));

        assertThat(next(2)).as("5 to 8 are others' now").containsExactly("9", "10");
    }

    @Test
    void givesBackWhatNobodyHasAskedForAndGivesItToNobodyElse() {
        left = 100;
        next(2);
        next(2);

        assertThat(ahead.left())
                .extracting(execution -> execution.taskInstance.getId())
                .containsExactly("5", "6", "7", "8");
        assertThat(next(2)).containsExactly("9", "10");
    }

    @Test
    void losesNothingThatWaitsWhenTheDatabaseFails() {
        left = 100;
        next(2);
        next(2);

        assertThatIllegalStateException()
                .isThrownBy(
                        () ->
                                ahead.next(
                                        6,
                                        most -> {
                                            throw new IllegalStateException("gone");
                                        }));
        assertThat(next(4)).containsExactly("5", "6", "7", "8");
    }
}
