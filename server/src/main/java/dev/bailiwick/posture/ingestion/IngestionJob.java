package dev.bailiwick.posture.ingestion;

import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.ingestion.FindingSets.FindingSet;
import dev.bailiwick.posture.ingestion.writing.FindingWriter;
import dev.bailiwick.posture.ingestion.writing.Publication;
import dev.bailiwick.posture.ingestion.writing.ResourceChanges;
import dev.bailiwick.posture.ingestion.writing.Target;
import dev.bailiwick.posture.task.JobHandler;
import dev.bailiwick.posture.task.JobOutcome;
import dev.bailiwick.posture.task.JobQueue;
import dev.bailiwick.posture.task.JobRun;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * Writes an accepted file, in bounded transactions, and publishes its scans. Goes on after whatever
 * interruption where the last transaction ended.
 */
@Component
final class IngestionJob implements JobHandler {

    static final String NAME = "ingestion";
    static final String INGESTION = "ingestion_id";

    private static final Logger log = LoggerFactory.getLogger(IngestionJob.class);
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(250);
    private static final int MOST_DOUBLINGS = 3;

    private final Progress progress;
    private final Chunks chunks;
    private final Writers writers;
    private final Publication publication;
    private final ResourceChanges changes;

    IngestionJob(
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

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JobQueue queue() {
        return JobQueue.INGESTION;
    }

    /** A file that was cancelled is cleared away like one that could not be written. */
    @Override
    public Permission permission() {
        return Permission.MANAGE_INGESTIONS;
    }

    /** Its pieces are removed after a failure: the file is sent again. */
    @Override
    public boolean retryable() {
        return false;
    }

    @Override
    public JobOutcome run(JobRun run) {
        UUID id = run.uuid(INGESTION);
        return switch (run.inTransaction(() -> progress.take(id))) {
            case OVER -> JobOutcome.done();
            case BLOCKED -> JobOutcome.later(wait(run.attempt()));
            case OPEN -> write(run, id, run.inTransaction(() -> progress.open(id, run.id())));
        };
    }

    private static Duration wait(int attempt) {
        return SHORTEST_WAIT.multipliedBy(1L << Math.min(attempt - 1, MOST_DOUBLINGS));
    }

    private JobOutcome write(JobRun run, UUID id, Progress.Open file) {
        FindingWriter writer = writers.writer(file.targets(), file.written() > 0);
        run.progress(file.percent(file.written()));
        if (!file.isWritten() && !writeSets(run, id, file, writer)) {
            return JobOutcome.later(Duration.ZERO);
        }
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
        JobOutcome outcome =
                run.finish(
                        () -> {
                            progress.complete(id);
                            return Map.of(INGESTION, id.toString(), "scans", file.targets().size());
                        });
        log.info(
                "Ingestion {} is written: {} records, {} scans",
                id,
                file.total(),
                file.targets().size());
        return outcome;
    }

    /** Answers false if the server stops before the end. */
    private boolean writeSets(JobRun run, UUID id, Progress.Open file, FindingWriter writer) {
        try (FindingSets sets =
                new FindingSets(chunks.findings(id), file.written(), file.total())) {
            long written = file.written();
            while (true) {
                long before = written;
                FindingSet set = sets.next();
                run.inTransaction(
                        () -> {
                            writer.write(set.findings());
                            run.progress(file.percent(set.end()));
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
}
