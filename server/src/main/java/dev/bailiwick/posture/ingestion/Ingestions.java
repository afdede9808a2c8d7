package dev.bailiwick.posture.ingestion;

import dev.bailiwick.posture.ingestion.ocsf.Account;
import dev.bailiwick.posture.ingestion.ocsf.ParsedRecord;
import dev.bailiwick.posture.ingestion.ocsf.Source;
import dev.bailiwick.posture.ingestion.writing.Targets;
import dev.bailiwick.posture.ingestion.writing.Turns;
import dev.bailiwick.posture.jsonapi.error.ApiException;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The rows of ingestions while they are received, until one is accepted or refused. */
@Component
final class Ingestions {

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Turns turns;
    private final Targets targets;
    private final Counter kept;

    Ingestions(
            JdbcClient jdbc, JsonMapper json, Turns turns, Targets targets, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.json = json;
        this.turns = turns;
        this.targets = targets;
        this.kept =
                Counter.builder("bailiwick.ingestion.kept")
                        .description("Bytes of uploads that were kept, compressed")
                        .baseUnit("bytes")
                        .register(meters);
    }

    private static final String BEGIN =
            """
            insert into ingestion (status) values ('receiving') returning id
            """;

    /** A new one, which nobody is shown before it is accepted or refused. */
    UUID begin() {
        return jdbc.sql(BEGIN).query(UUID.class).single();
    }

    private static final String BEGIN_SCAN =
            """
            insert into ingestion (status, scan_id, provider_nos)
            values ('receiving', :scan, (select array[s.provider_no] from scan s where s.id = :scan))
            returning id
            """;

    /** As {@link #begin}, for the results of a scan that is made here; it is never shown. */
    UUID begin(UUID scan) {
        return jdbc.sql(BEGIN_SCAN).param("scan", scan).query(UUID.class).single();
    }

    private static final String TOUCH =
            """
            update ingestion set stored_bytes = stored_bytes + :bytes, touched_at = now()
            where id = :id and status = 'receiving'
            """;

    /**
     * Counts what has been kept; a sign of life.
     *
     * @return false if the ingestion was taken for dead and is gone
     */
    boolean touch(UUID id, int bytes) {
        kept.increment(bytes);
        return jdbc.sql(TOUCH).param("id", id).param("bytes", bytes).update() == 1;
    }

    private static final String REPORT =
            """
            insert into ingestion_error (ingestion_id, position, pointer, reason)
            select :id, position, pointer, reason
            from unnest(cast(:positions as bigint[]), cast(:pointers as text[]), cast(:reasons as text[]))
                with ordinality as bad (position, pointer, reason, n)
            order by n
            """;

    void report(UUID id, List<ParsedRecord.Bad> records) {
        if (records.isEmpty()) {
            return;
        }
        jdbc.sql(REPORT)
                .param("id", id)
                .param(
                        "positions",
                        records.stream().mapToLong(ParsedRecord.Bad::position).toArray())
                .param(
                        "pointers",
                        records.stream().map(ParsedRecord.Bad::pointer).toArray(String[]::new))
                .param(
                        "reasons",
                        records.stream().map(ParsedRecord.Bad::reason).toArray(String[]::new))
                .update();
    }

    private static final String REPORT_FILE =
            """
            insert into ingestion_error (ingestion_id, reason) values (:id, :reason)
            """;

    /** Lists what is wrong with the file as a whole. */
    void report(UUID id, String reason) {
        jdbc.sql(REPORT_FILE).param("id", id).param("reason", reason).update();
    }

    private static final String SAVE_ACCOUNTS =
            """
            insert into ingestion_account (ingestion_id, provider, uid, source, seen_provider_id)
            select :id, provider, uid, cast(source as jsonb),
                   case when not bailiwick.sees_all('providers')
                        then (select p.id from provider p
                              where p.provider = account.provider and p.uid = account.uid and p.deleted_at is null) end
            from unnest(cast(:kinds as text[]), cast(:uids as text[]), cast(:sources as text[]))
                as account (provider, uid, source)
            """;

    private static final String ACCEPT =
            """
            update ingestion
            set status = 'pending', total = :total, invalid = :invalid, requested_at = clock_timestamp()
            where id = :id and status = 'receiving'
            """;

    /**
     * Ends the receipt. Under the tenant's lock, so that the order of {@code requested_at} is that
     * of acceptance.
     *
     * @return false if the ingestion was taken for dead and is gone
     * @throws ApiException 403 if the scope sees some providers only, and not all of the file
     */
    boolean accept(UUID id, Examination found) {
        return accept(id, found.accounts(), found);
    }

    /** As the other {@code accept}, with accounts of which there may be no record. */
    boolean accept(UUID id, Map<Account, Source> accounts, Examination found) {
        turns.lock();
        jdbc.sql(SAVE_ACCOUNTS)
                .param("id", id)
                .param(
                        "kinds",
                        accounts.keySet().stream().map(a -> a.kind().word()).toArray(String[]::new))
                .param("uids", accounts.keySet().stream().map(Account::uid).toArray(String[]::new))
                .param(
                        "sources",
                        accounts.values().stream()
                                .map(source -> json.writeValueAsString(source.known()))
                                .toArray(String[]::new))
                .update();
        if (isOutOfSight(id)) {
            throw ApiException.forbidden(
                    "There are results in this file of accounts that you do not see.");
        }
        targets.tell(id);
        return jdbc.sql(ACCEPT)
                        .param("id", id)
                        .param("total", found.total())
                        .param("invalid", found.bad())
                        .update()
                == 1;
    }

    private static final String OUT_OF_SIGHT =
            """
            select not bailiwick.sees_all('providers') and exists (
                select from ingestion_account a where a.ingestion_id = :id and a.seen_provider_id is null)
            """;

    /**
     * Whether there are accounts in the file that the scope does not see, or that the tenant does
     * not have; who sees some providers only is not to learn which.
     */
    private boolean isOutOfSight(UUID id) {
        return jdbc.sql(OUT_OF_SIGHT).param("id", id).query(Boolean.class).single();
    }

    private static final String REFUSE =
            """
            update ingestion
            set status = 'failed', total = :total, invalid = :invalid, reason = :reason, stored_bytes = 0,
                requested_at = now(), completed_at = now()
            where id = :id and status = 'receiving'
            """;

    /** Ends the receipt of a file in which there is nothing to take; what is wrong stays listed. */
    void refuse(UUID id, Examination found, String reason) {
        jdbc.sql(REFUSE)
                .param("id", id)
                .param("total", found.total())
                .param("invalid", found.bad())
                .param("reason", reason)
                .update();
    }

    private static final String REMOVE =
            """
            delete from ingestion where id = :id and status = 'receiving'
            """;

    /** Leaves nothing of an upload that broke off. */
    void remove(UUID id) {
        jdbc.sql(REMOVE).param("id", id).update();
    }
}
