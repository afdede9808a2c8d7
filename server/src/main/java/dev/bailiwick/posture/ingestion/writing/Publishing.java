package dev.bailiwick.posture.ingestion.writing;

import dev.bailiwick.posture.task.attempt.JobOutcome;
import dev.bailiwick.posture.task.attempt.JobRun;

import org.springframework.stereotype.Component;

import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;

/** Publishes the scans of a file that is written, all at once. */
@Component
final class Publishing {

    private final Progress progress;
    private final Chunks chunks;
    private final Publication publication;
    private final ResourceChanges changes;

    Publishing(Progress progress, Chunks chunks, Publication publication, ResourceChanges changes) {
        this.progress = progress;
        this.chunks = chunks;
        this.publication = publication;
        this.changes = changes;
    }

    /**
     * @param ending makes the result of the number of scans, in the last transaction
     */
    JobOutcome publish(JobRun run, OpenFile file, IntFunction<Map<String, Object>> ending) {
        UUID id = file.id();
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
