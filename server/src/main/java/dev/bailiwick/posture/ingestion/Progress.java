package dev.bailiwick.posture.ingestion;

import dev.bailiwick.posture.ingestion.ocsf.Account;
import dev.bailiwick.posture.ingestion.writing.Target;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.provider.Providers;
import dev.bailiwick.posture.task.JobId;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * How far an accepted ingestion is, and whose turn it is. Every method is a part of its caller's
 * transaction.
 */
@Component
final class Progress {

    private final JdbcClient jdbc;
    private final Ingestions ingestions;
    private final Providers providers;
    private final Counter findings;

    Progress(JdbcClient jdbc, Ingestions ingestions, Providers providers, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.ingestions = ingestions;
        this.providers = providers;
        this.findings =
                Counter.builder("bailiwick.ingestion.findings")
                        .description("Findings written")
                        .register(meters);
    }

    /** Whether an attempt may go on. */
    enum Turn {
        /** It is its turn, and stays so until it is complete. */
        OPEN,
        /** An earlier file of one of its accounts has not been written yet. */
        BLOCKED,
        /** There is nothing left to do. */
        OVER
    }

    private record State(String status, boolean blocked) {}

    private static final String STATE =
            """
            select i.status, is_behind_another(i.id) as blocked
            from ingestion i
            where i.id = :id
            """;

    private static final String TAKE =
            """
            update ingestion set status = 'processing' where id = :id
            """;

    /** Takes the turn if it has come, under the lock that also orders the acceptance of files. */
    Turn take(UUID id) {
        ingestions.takeTurns();
        Optional<State> state =
                jdbc.sql(STATE)
                        .param("id", id)
                        .query(
                                (row, n) ->
                                        new State(
                                                row.getString("status"), row.getBoolean("blocked")))
                        .optional();
        return switch (state.map(State::status).orElse("gone")) {
            case "pending" -> {
                if (state.orElseThrow().blocked()) {
                    yield Turn.BLOCKED;
                }
                jdbc.sql(TAKE).param("id", id).update();
                yield Turn.OPEN;
            }
            case "processing" -> Turn.OPEN;
            default -> Turn.OVER;
        };
    }

    /**
     * How far the file is written, and where to.
     *
     * @param written records of the file whose findings are stored
     * @param total records of the file
     * @param targets of those accounts whose providers are still there
     */
    record Open(long written, long total, Map<Account, Target> targets) {

        public Open {
            targets = Map.copyOf(targets);
        }

        boolean isWritten() {
            return total > 0 && written == total;
        }

        /** How far the file is when {@code records} of it are written. */
        int percent(long records) {
            return total == 0 ? 0 : (int) (records * 100 / total);
        }
    }

    private static final String START =
            """
            update ingestion set started_at = now() where id = :id and started_at is null
            """;

    private static final String WRITTEN =
            """
            select written, total from ingestion where id = :id
            """;

    /** Makes providers and scans the first time; then goes on with them. */
    Open open(UUID id, JobId job) {
        if (jdbc.sql(START).param("id", id).update() == 1) {
            accounts(id).forEach(each -> makeScan(id, job, each));
            ingestions.tellProviders(id);
        }
        return jdbc.sql(WRITTEN)
                .param("id", id)
                .query(
                        (row, n) ->
                                new Open(row.getLong("written"), row.getLong("total"), targets(id)))
                .single();
    }

    /**
     * What the file has of an account.
     *
     * @param seen the one provider that its results are for; null: any of this account, which is
     *     made if there is none
     */
    private record Known(Account account, String source, @Nullable UUID seen) {}

    private static final String ACCOUNTS =
            """
            select provider, uid, source, seen_provider_id from ingestion_account
            where ingestion_id = :id
              and exists (select from ingestion i where i.id = :id and i.scan_id is null)
            order by provider, uid
            """;

    /** Those that scans are to be made for; none where the scan was there before its results. */
    private List<Known> accounts(UUID id) {
        return jdbc.sql(ACCOUNTS)
                .param("id", id)
                .query(
                        (row, n) ->
                                new Known(
                                        account(row.getString("provider"), row.getString("uid")),
                                        row.getString("source"),
                                        row.getObject("seen_provider_id", UUID.class)))
                .list();
    }

    private static Account account(String kind, String uid) {
        return new Account(ProviderKind.of(kind).orElseThrow(), uid);
    }

    private static final String MAKE_SCAN =
            """
            insert into scan (provider_id, ingestion_id, job_id, trigger, state, started_at, source)
            values (:provider, :ingestion, :job, 'manual', 'executing', now(), cast(:source as jsonb))
            """;

    private void makeScan(UUID ingestion, JobId job, Known known) {
        UUID provider = known.seen() == null ? anyOf(known.account()) : known.seen();
        // the results of a provider that is deleted are passed over, also where it is later than
        // here
        if (known.seen() != null && !providers.hold(provider)) {
            return;
        }
        jdbc.sql(MAKE_SCAN)
                .param("provider", provider)
                .param("ingestion", ingestion)
                .param("job", job.value())
                .param("source", known.source())
                .update();
    }

    /** Stays until the transaction's end. */
    private UUID anyOf(Account account) {
        UUID provider;
        do {
            provider = providers.findOrCreate(account.kind(), account.uid(), null);
        } while (!providers.hold(provider));
        return provider;
    }

    private static final String TARGETS =
            """
            select s.id, s.provider_id, p.provider, p.uid,
                   exists (select from scan before
                           where before.provider_id = s.provider_id and before.published_at is not null) as history
            from scan s
            join provider p on p.id = s.provider_id
            where s.ingestion_id = :id and p.deleted_at is null
            """;

    private Map<Account, Target> targets(UUID id) {
        Map<Account, Target> targets = new HashMap<>();
        jdbc.sql(TARGETS)
                .param("id", id)
                .query(
                        row -> {
                            targets.put(
                                    account(row.getString("provider"), row.getString("uid")),
                                    new Target(
                                            row.getObject("provider_id", UUID.class),
                                            row.getObject("id", UUID.class),
                                            row.getBoolean("history")));
                        });
        return targets;
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
