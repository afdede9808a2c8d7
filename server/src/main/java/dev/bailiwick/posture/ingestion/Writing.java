package dev.bailiwick.posture.ingestion;

import dev.bailiwick.posture.ingestion.FindingSets.FindingSet;
import dev.bailiwick.posture.ingestion.writing.FindingWriter;
import dev.bailiwick.posture.ingestion.writing.Publication;
import dev.bailiwick.posture.ingestion.writing.ResourceChanges;
import dev.bailiwick.posture.ingestion.writing.Target;
import dev.bailiwick.posture.task.JobOutcome;
import dev.bailiwick.posture.task.JobRun;

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
final class Writing {

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(250);
    private static final int MOST_DOUBLINGS = 3;

    private final Progress progress;
    private final Chunks chunks;
    private final Writers writers;
    private final Publication publication;
    private final ResourceChanges changes;

    Writing(
            Progress progress,
            Chunks chunks,
            Writers writers,
            Publication publication,
            ResourceChanges changes) {
        this.progress = progress;
        this.chunks = chunks;
        this.writers = writers;
        this.publication = publication;
        this.changes = changes;
    }

    /**
     * Writes {@code id} if it is its turn.
     *
     * @param leastPercent the progress that is shown does not fall below
     * @param ending makes the result of the number of scans, in the last transaction
     * @return done; with nothing if there was nothing to do
     */
    JobOutcome write(
            JobRun run, UUID id, int leastPercent, IntFunction<Map<String, Object>> ending) {
        return switch (run.inTransaction(() -> progress.take(id))) {
            case OVER -> JobOutcome.done();
            case BLOCKED -> JobOutcome.later(wait(run.attempt()));
            case OPEN -> {
                Progress.Open file = run.inTransaction(() -> progress.open(id, run.id()));
                yield writeAll(run, id, new Part(file, leastPercent))
                        ? publish(run, id, file, ending)
                        : JobOutcome.later(Duration.ZERO);
            }
        };
    }

    private static Duration wait(int attempt) {
        return SHORTEST_WAIT.multipliedBy(1L << Math.clamp(attempt - 1, 0, MOST_DOUBLINGS));
    }

    private record Part(Progress.Open file, int leastPercent) {

        private int percent(long records) {
            return Math.max(leastPercent, file.percent(records));
        }
    }

    /** Answers false if the server stops before the end. */
    private boolean writeAll(JobRun run, UUID id, Part part) {
        Progress.Open file = part.file();
        FindingWriter writer = writers.writer(file.targets(), file.written() > 0);
        run.progress(part.percent(file.written()));
        return file.isWritten() || writeSets(run, id, part, writer);
    }

    private boolean writeSets(JobRun run, UUID id, Part part, FindingWriter writer) {
        Progress.Open file = part.file();
        try (FindingSets sets =
                new FindingSets(chunks.findings(id), file.written(), file.total())) {
            long written = file.written();
            while (true) {
                long before = written;
                FindingSet set = sets.next();
                run.inTransaction(
                        () -> {
                            writer.write(set.findings());
                            run.progress(part.percent(set.end()));
                            progress.advance(id, before, set.end(), set.findings().size());
                        });
                written = set.end();
                if (set.last()) {
                    return true;
                }
                if (run.stopping()) {
                    return false;
                }
            }
        }
    }

    private JobOutcome publish(
            JobRun run, UUID id, Progress.Open file, IntFunction<Map<String, Object>> ending) {
        run.inTransaction(
                () -> {
                    progress.requireWhole(id);
                    chunks.remove(id);
                });
        for (Target target : file.targets().values()) {
            run.inTransaction(() -> publication.sumUp(target.scan()));
        }
        run.inTransaction(
                () -> {
                    progress.requireWhole(id);
                    publication.publish(id);
                });
        for (Target target : file.targets().values()) {
            boolean more;
            do {
                more = run.inTransaction(() -> changes.apply(target));
            } while (more);
        }
        return run.finish(
                () -> {
                    Map<String, Object> result = ending.apply(file.targets().size());
                    progress.complete(id);
                    return result;
                });
    }
}
