package dev.bailiwick.posture.ingestion;

import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.ingestion.writing.Writing;
import dev.bailiwick.posture.task.attempt.JobHandler;
import dev.bailiwick.posture.task.attempt.JobOutcome;
import dev.bailiwick.posture.task.attempt.JobRun;
import dev.bailiwick.posture.task.job.JobQueue;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import java.util.Map;
import java.util.UUID;

/** Writes an accepted file and publishes its scans. */
@Component
final class IngestionJob implements JobHandler {

    static final String NAME = "ingestion";

    /** By this argument the database knows of which upload a job is, and so who sees it. */
    static final String INGESTION = "ingestion_id";

    private static final Logger log = LoggerFactory.getLogger(IngestionJob.class);

    private final Writing writing;

    IngestionJob(Writing writing) {
        this.writing = writing;
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
        JobOutcome outcome =
                writing.write(
                        run, id, 0, scans -> Map.of(INGESTION, id.toString(), "scans", scans));
        if (outcome instanceof JobOutcome.Done(Map<String, Object> result) && !result.isEmpty()) {
            log.info("Ingestion {} is written: {} scans", id, result.get("scans"));
        }
        return outcome;
    }
}
