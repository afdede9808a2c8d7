package dev.bailiwick.posture.ingestion;

import dev.bailiwick.posture.ingestion.ocsf.Account;
import dev.bailiwick.posture.ingestion.writing.Writing;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.task.attempt.JobOutcome;
import dev.bailiwick.posture.task.attempt.JobRun;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The results of scans that are made here: taken in as they come, like an upload, and written under
 * the scan that was there before them.
 */
@Component
public final class ScanResults {

    /** What is shown of a scan whose scanner has ended: writing is the smaller part. */
    public static final int SCANNED_PERCENT = 90;

    private final JdbcClient jdbc;
    private final Ingestions ingestions;
    private final ScanIntakes intakes;
    private final Writing writing;

    ScanResults(JdbcClient jdbc, Ingestions ingestions, ScanIntakes intakes, Writing writing) {
        this.jdbc = jdbc;
        this.ingestions = ingestions;
        this.intakes = intakes;
        this.writing = writing;
    }

    private static final String ACCEPTED =
            """
            select id from ingestion where scan_id = :scan and status in ('pending', 'processing')
            """;

    private Optional<UUID> accepted(UUID scan) {
        return jdbc.sql(ACCEPTED).param("scan", scan).query(UUID.class).optional();
    }

    /** Whether the scanner has ended and all that it found is safe. Needs a transaction. */
    public boolean areTakenIn(UUID scan) {
        return accepted(scan).isPresent();
    }

    private static final String DISCARD =
            """
            delete from ingestion where scan_id = :scan and status = 'receiving'
            """;

    /** Forgets what has come in and was not accepted. Needs a transaction. */
    public void discard(UUID scan) {
        jdbc.sql(DISCARD).param("scan", scan).update();
    }

    /**
     * Makes ready for what a scanner is going to find, in place of what an earlier attempt had
     * taken in. In a transaction of its own.
     *
     * @param uid what identifies the provider out there
     */
    public ScanIntake begin(JobRun run, UUID scan, UUID provider, ProviderKind kind, String uid) {
        var whose = new ScanIntakes.Whose(scan, provider, new Account(kind, uid));
        UUID id =
                run.inTransaction(
                        () -> {
                            discard(scan);
                            return ingestions.begin(scan);
                        });
        return new ScanIntake(intakes, run, whose, id);
    }

    /**
     * Writes and publishes what was accepted, when all earlier results of the account are written.
     *
     * @return done, with how much there was; or later
     */
    public JobOutcome write(JobRun run, UUID scan) {
        UUID id = run.inTransaction(() -> accepted(scan)).orElseThrow();
        return writing.write(run, id, SCANNED_PERCENT, scans -> result(scan, id));
    }

    private static final String COUNTS =
            """
            select i.processed, i.invalid,
                   (select 'Record ' || e.position || ': ' || e.pointer || ' ' || e.reason
                    from ingestion_error e where e.ingestion_id = i.id order by e.id limit 1) as first
            from ingestion i
            where i.id = :id
            """;

    private Map<String, Object> result(UUID scan, UUID id) {
        return jdbc.sql(COUNTS)
                .param("id", id)
                .query(
                        (row, n) -> {
                            Map<String, Object> result = new LinkedHashMap<>();
                            result.put("scan_id", scan.toString());
                            result.put("findings", row.getLong("processed"));
                            result.put("refused", row.getLong("invalid"));
                            String first = row.getString("first");
                            if (first != null) {
                                result.put("first_refused", first);
                            }
                            return result;
                        })
                .single();
    }
}
