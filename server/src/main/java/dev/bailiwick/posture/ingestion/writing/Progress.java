package dev.bailiwick.posture.ingestion.writing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import java.util.UUID;

/** How far a file is written. Every method is a part of its caller's transaction. */
@Component
final class Progress {

    private final JdbcClient jdbc;
    private final Counter findings;

    Progress(JdbcClient jdbc, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.findings =
                Counter.builder("bailiwick.ingestion.findings")
                        .description("Findings written")
                        .register(meters);
    }

    /**
     * @param written records of the file whose findings are stored
     * @param total records of the file
     */
    record Written(long written, long total) {

        boolean isAll() {
            return total > 0 && written == total;
        }

        /** How far the file is when {@code records} of it are written. */
        int percent(long records) {
            return total == 0 ? 0 : (int) (records * 100 / total);
        }
    }

    private static final String WRITTEN =
            """
            select written, total from ingestion where id = :id
            """;

    Written of(UUID id) {
        return jdbc.sql(WRITTEN)
                .param("id", id)
                .query((row, n) -> new Written(row.getLong("written"), row.getLong("total")))
                .single();
    }

    private static final String ADVANCE =
            """
            update ingestion set written = :written, processed = processed + :findings
            where id = :id and written = :before
            """;

    private static final String SHOW =
            """
            update scan s
            set progress = i.written * 100 / nullif(i.total, 0)
            from ingestion i
            where i.id = :id and s.ingestion_id = i.id and s.progress < i.written * 100 / nullif(i.total, 0)
            """;

    private static final String WITHOUT_WAITING =
            """
            select set_config('synchronous_commit', 'off', true)
            """;

    /**
     * Notes that the file is written from one record up to another. The transaction does not wait
     * for the disk: when its end is lost in a crash, so is this note, and the findings are written
     * again. The publication waits, for all that was before it.
     *
     * @throws IllegalStateException if the file is not written up to {@code before}: what an
     *     earlier transaction wrote is lost, or has been written by somebody else; or outside a
     *     transaction, before anything is written
     */
    void advance(UUID id, long before, long written, int more) {
        countOnceCommitted(more);
        int rows =
                jdbc.sql(ADVANCE)
                        .param("id", id)
                        .param("before", before)
                        .param("written", written)
                        .param("findings", more)
                        .update();
        if (rows == 0) {
            throw new IllegalStateException(
                    "Ingestion %s is not written up to record %d".formatted(id, before));
        }
        jdbc.sql(SHOW).param("id", id).update();
        jdbc.sql(WITHOUT_WAITING).query((row, n) -> true).single();
    }

    /**
     * What is rolled back was not written, and is counted when it is written again. What was
     * committed and is lost with the database, since it did not wait for the disk, is counted
     * twice: here it counts what was done, not what there is.
     */
    private void countOnceCommitted(int more) {
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        findings.increment(more);
                    }
                });
    }

    private static final String IS_WHOLE =
            """
            select written = total and processed = total - invalid from ingestion where id = :id
            """;

    /**
     * Makes sure that every good record of the file is stored.
     *
     * @throws IllegalStateException if one is missing
     */
    void requireWhole(UUID id) {
        if (!jdbc.sql(IS_WHOLE).param("id", id).query(Boolean.class).single()) {
            throw new IllegalStateException("Findings of ingestion " + id + " are missing");
        }
    }

    private static final String COMPLETE =
            """
            update ingestion
            set status = 'completed', stored_bytes = 0, completed_at = now(),
                reason = case when total = 0 then 'There is no record in the file'
                              when invalid > 0
                              then invalid || ' of ' || total || ' records were refused; its errors say why' end
            where id = :id
            """;

    private static final String FORGET =
            """
            delete from ingestion where id = :id and scan_id is not null
            """;

    /** Of a scan that was made here, the scan's own job tells all that there is to tell. */
    void complete(UUID id) {
        if (jdbc.sql(FORGET).param("id", id).update() == 0) {
            jdbc.sql(COMPLETE).param("id", id).update();
        }
    }
}
