package dev.bailiwick.posture.ingestion.writing;

import dev.bailiwick.posture.task.attempt.JobOutcome;
import dev.bailiwick.posture.task.attempt.JobRun;

import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;

/**
 * Writes what has been accepted, in bounded transactions, and publishes its scans. Goes on after
 * whatever interruption where the last transaction ended.
 */
@Component
public final class Writing {

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(250);
    private static final int MOST_DOUBLINGS = 3;

    private final Turns turns;
    private final Targets targets;
    private final Progress progress;
    private final SetWriting sets;
    private final Publishing publishing;

    Writing(
            Turns turns,
            Targets targets,
            Progress progress,
            SetWriting sets,
            Publishing publishing) {
        this.turns = turns;
        this.targets = targets;
        this.progress = progress;
        this.sets = sets;
        this.publishing = publishing;
    }

    /**
     * Writes {@code id} if it is its turn.
     *
     * @param leastPercent the progress that is shown does not fall below
     * @param ending makes the result of the number of scans, in the last transaction
     * @return done; with nothing if there was nothing to do
     */
    public JobOutcome write(
            JobRun run, UUID id, int leastPercent, IntFunction<Map<String, Object>> ending) {
        return switch (run.inTransaction(() -> turns.take(id))) {
            case OVER -> JobOutcome.done();
            case BEHIND -> JobOutcome.later(wait(run.attempt()));
            case OPEN -> {
                OpenFile file = run.inTransaction(() -> open(run, id, leastPercent));
                yield sets.write(run, file)
                        ? publishing.publish(run, file, ending)
                        : JobOutcome.later(Duration.ZERO);
            }
        };
    }

    private static Duration wait(int attempt) {
        return SHORTEST_WAIT.multipliedBy(1L << Math.clamp(attempt - 1, 0, MOST_DOUBLINGS));
    }

    private OpenFile open(JobRun run, UUID id, int leastPercent) {
        var scans = targets.of(id, run.id());
        return new OpenFile(id, progress.of(id), scans, leastPercent);
    }
}
