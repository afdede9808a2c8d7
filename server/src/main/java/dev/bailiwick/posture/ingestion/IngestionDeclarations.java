package dev.bailiwick.posture.ingestion;

import dev.bailiwick.posture.jsonapi.Declarations;
import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.Listing;
import dev.bailiwick.posture.jsonapi.Match;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.value.Kind;

import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What ingestions and the faults of their files look like on the wire. */
@Configuration(proxyBeanMethods = false)
class IngestionDeclarations {

    private static final Field<UUID> ID = field("ingestion", "id", SQLDataType.UUID);
    private static final Field<String> STATUS = field("ingestion", "status", SQLDataType.CLOB);
    private static final Field<String> REASON = field("ingestion", "reason", SQLDataType.CLOB);
    private static final Field<Long> TOTAL = field("ingestion", "total", SQLDataType.BIGINT);
    private static final Field<Long> PROCESSED =
            field("ingestion", "processed", SQLDataType.BIGINT);
    private static final Field<Long> INVALID = field("ingestion", "invalid", SQLDataType.BIGINT);
    private static final Field<OffsetDateTime> INSERTED_AT = time("inserted_at");

    /** All of a file has come, and it is a file: results of scans made here are their scans'. */
    private static final Condition SENT =
            STATUS.ne("receiving").and(field("ingestion", "scan_id", SQLDataType.UUID).isNull());

    static final ResourceType INGESTIONS =
            ResourceType.named("ingestions")
                    .path("/ingestions")
                    .from(DSL.table(DSL.name("ingestion")), ID, SENT)
                    .attribute(
                            "status",
                            STATUS,
                            Kind.words("pending", "processing", "completed", "failed"))
                    .attribute(
                            "summary",
                            Kind.object(
                                    Map.of(
                                            "total", Kind.bigInteger(),
                                            "processed", Kind.bigInteger(),
                                            "invalid", Kind.bigInteger())),
                            List.of(TOTAL, PROCESSED, INVALID),
                            row ->
                                    Map.of(
                                            "total", row.get(TOTAL),
                                            "processed", row.get(PROCESSED),
                                            "invalid", row.get(INVALID)))
                    .attribute("reason", REASON, Kind.text().nullable())
                    .attribute("inserted_at", INSERTED_AT, Kind.timestamp())
                    .attribute("requested_at", time("requested_at"), Kind.timestamp())
                    .attribute("started_at", time("started_at"), Kind.timestamp().nullable())
                    .attribute("completed_at", time("completed_at"), Kind.timestamp().nullable())
                    .build();

    private static final Listing LIST =
            Listing.of(INGESTIONS)
                    .filter("status", Match.EXACT, Match.IN)
                    .filter("completed_at", Match.EXACT, Match.DATE, Match.GTE, Match.LTE)
                    .filter("inserted_at", Match.EXACT, Match.DATE, Match.GTE, Match.LTE)
                    .filter(Filter.search(STATUS, REASON))
                    .sort("inserted_at", "requested_at", "started_at", "completed_at")
                    .order(INSERTED_AT.desc())
                    .build();

    private static final Field<UUID> FAULT = field("ingestion_error", "id", SQLDataType.UUID);
    private static final Field<UUID> FAULT_OF =
            field("ingestion_error", "ingestion_id", SQLDataType.UUID);
    private static final Field<Long> POSITION =
            field("ingestion_error", "position", SQLDataType.BIGINT);

    static final ResourceType FAULTS =
            ResourceType.named("ingestion-errors")
                    .from(DSL.table(DSL.name("ingestion_error")), FAULT)
                    .attribute(
                            "position",
                            POSITION,
                            Kind.bigInteger()
                                    .nullable()
                                    .with(
                                            "description",
                                            "Of the record in the file, from zero; null where the"
                                                    + " file itself is wrong."))
                    .attribute(
                            "pointer",
                            field("ingestion_error", "pointer", SQLDataType.CLOB),
                            Kind.blankableText()
                                    .nullable()
                                    .with("description", "JSON pointer within the record."))
                    .attribute(
                            "reason",
                            field("ingestion_error", "reason", SQLDataType.CLOB),
                            Kind.text())
                    .build();

    private static final Listing FAULT_LIST =
            Listing.of(FAULTS).sort("position").order(POSITION.asc(), FAULT.asc()).build();

    /** Selects the faults of one ingestion. */
    static Condition errorsOf(UUID ingestion) {
        return FAULT_OF.eq(ingestion);
    }

    @Bean
    Declarations ingestionTypes() {
        return Declarations.of(INGESTIONS, LIST, FAULTS, FAULT_LIST);
    }

    private static Field<OffsetDateTime> time(String column) {
        return field("ingestion", column, SQLDataType.OFFSETDATETIME);
    }

    private static <T> Field<T> field(String table, String column, DataType<T> type) {
        return DSL.field(DSL.name(table, column), type);
    }
}
