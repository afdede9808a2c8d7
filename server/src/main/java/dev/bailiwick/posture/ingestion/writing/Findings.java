package dev.bailiwick.posture.ingestion.writing;

import dev.bailiwick.posture.ingestion.ocsf.OcsfFinding;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** Findings, each compared with the last published one of its uid. */
final class Findings {

    /** What the scanner leaves out of its files: by whom a finding is muted. */
    private static final String MUTED_REASON = "Muted by mutelist";

    private final JdbcClient jdbc;

    Findings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A finding whose check and resource are stored. */
    record Row(OcsfFinding finding, UUID check, UUID resource) {}

    private static final String INSERT =
            """
            with given as (
                select *
                from unnest(
                    cast(:resources as uuid[]), cast(:checks as uuid[]), cast(:hashes as bigint[]),
                    cast(:times as bigint[]), cast(:statuses as smallint[]), cast(:severities as smallint[]),
                    cast(:muted as boolean[]), cast(:uids as text[]), cast(:check_ids as text[]),
                    cast(:services as text[]), cast(:regions as text[]), cast(:types as text[]),
                    cast(:texts as text[]), cast(:rests as text[])) with ordinality
                    as given (resource_id, check_metadata_id, uid_hash, seen, status, severity, muted, uid, check_id,
                              service, region, resource_type, status_extended, rest, n)
            ), made as (
                insert into finding (scan_id, provider_id, resource_id, check_metadata_id, uid_hash, first_seen_at,
                                     status, severity, delta, muted, uid, check_id, service, region, resource_type,
                                     status_extended, muted_reason, raw_result)
                select :scan, :provider, given.resource_id, given.check_metadata_id, given.uid_hash,
                       least(last.first_seen_at, timestamptz 'epoch' + given.seen * interval '1 microsecond'),
                       given.status, given.severity,
                       case when last.status is null then 1 when last.status <> given.status then 2 else 0 end,
                       given.muted, given.uid, given.check_id, given.service, given.region, given.resource_type,
                       given.status_extended, case when given.muted then :muted_reason end, cast(given.rest as jsonb)
                from given
                left join lateral (
                    select f.status, f.first_seen_at
                    from finding f
                    where :history and f.uid_hash = given.uid_hash and f.uid = given.uid and f.provider_id = :provider
                      and exists (select from scan s where s.id = f.scan_id and s.published_at is not null)
                    order by f.id desc
                    limit 1
                ) last on true
                order by given.n
                returning id
            ), span as (
                select (select id from made order by id limit 1) as first_id,
                       (select id from made order by id desc limit 1) as last_id
            )
            update scan
            set first_finding_id = coalesce(first_finding_id, span.first_id), last_finding_id = span.last_id
            from span
            where scan.id = :scan
            """;

    /** Writes the rows; {@code scan} then spans their ids too. */
    void insert(Target target, List<Row> rows) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("scan", target.scan());
        parameters.put("provider", target.provider());
        parameters.put("history", target.history());
        parameters.put("muted_reason", MUTED_REASON);
        parameters.put("resources", texts(rows, row -> row.resource().toString()));
        parameters.put("checks", texts(rows, row -> row.check().toString()));
        parameters.put("hashes", longs(rows, row -> row.finding().uidHash()));
        parameters.put("times", longs(rows, row -> microseconds(row.finding().time())));
        parameters.put("statuses", shorts(rows, row -> row.finding().status().code()));
        parameters.put("severities", shorts(rows, row -> row.finding().severity().code()));
        parameters.put("muted", booleans(rows, row -> row.finding().muted()));
        parameters.put("uids", texts(rows, row -> row.finding().uid()));
        parameters.put("check_ids", texts(rows, row -> row.finding().check().checkId()));
        parameters.put("services", texts(rows, row -> row.finding().resource().service()));
        parameters.put("regions", texts(rows, row -> row.finding().resource().region()));
        parameters.put("types", texts(rows, row -> row.finding().resource().type()));
        parameters.put("texts", texts(rows, row -> row.finding().statusExtended()));
        parameters.put("rests", texts(rows, row -> row.finding().rest()));
        jdbc.sql(INSERT).params(parameters).update();
    }

    private static long microseconds(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private static @Nullable String[] texts(
            List<Row> rows, Function<Row, @Nullable String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }

    private static long[] longs(List<Row> rows, ToLongFunction<Row> column) {
        return rows.stream().mapToLong(column).toArray();
    }

    private static short[] shorts(List<Row> rows, Function<Row, Short> column) {
        short[] values = new short[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
        }
        return values;
    }

    private static boolean[] booleans(List<Row> rows, Predicate<Row> column) {
        boolean[] values = new boolean[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.test(rows.get(i));
        }
        return values;
    }
}
