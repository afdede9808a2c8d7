package dev.bailiwick.posture.scan;

import dev.bailiwick.posture.jsonapi.Declarations;
import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.Input;
import dev.bailiwick.posture.jsonapi.InputLink;
import dev.bailiwick.posture.jsonapi.Listing;
import dev.bailiwick.posture.jsonapi.Match;
import dev.bailiwick.posture.jsonapi.RequestType;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.value.Kind;
import dev.bailiwick.posture.provider.ProviderFilters;

import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.OffsetDateTime;
import java.util.UUID;

/** What scans look like on the wire, how their list is asked for and what a change takes. */
@Configuration(proxyBeanMethods = false)
class ScanDeclarations {

    static final Input<String> NAME = Input.optional("name", Kind.text().length(3, 100).nullable());

    static final InputLink PROVIDER_LINK = InputLink.one("provider", "providers").orRefuse();

    private static final Table<?> SCAN = DSL.table(DSL.name("scan"));
    private static final Field<UUID> ID = DSL.field(DSL.name("scan", "id"), SQLDataType.UUID);
    private static final Field<UUID> PROVIDER =
            DSL.field(DSL.name("scan", "provider_id"), SQLDataType.UUID);
    private static final Field<OffsetDateTime> INSERTED_AT = time("inserted_at");

    private static final Condition KEPT = time("deleted_at").isNull();

    /** The job behind a scan, where the caller may see it. */
    private static final Field<UUID> TASK =
            DSL.field(
                    DSL.select(DSL.field(DSL.name("job", "id"), SQLDataType.UUID))
                            .from(DSL.table(DSL.name("job")))
                            .where(
                                    DSL.field(DSL.name("job", "id"), SQLDataType.UUID)
                                            .eq(
                                                    DSL.field(
                                                            DSL.name("scan", "job_id"),
                                                            SQLDataType.UUID))));

    static final ResourceType SCANS =
            ResourceType.named("scans")
                    .path("/scans")
                    .from(SCAN, ID, ProviderFilters.live(PROVIDER).and(KEPT))
                    .attribute("name", text("name"), Kind.text().nullable())
                    .attribute("trigger", text("trigger"), Kind.words("scheduled", "manual"))
                    .attribute(
                            "state",
                            text("state"),
                            Kind.words(
                                    "available",
                                    "scheduled",
                                    "executing",
                                    "completed",
                                    "failed",
                                    "cancelled"))
                    .attribute(
                            "unique_resource_count",
                            number("unique_resource_count"),
                            Kind.integer())
                    .attribute("progress", number("progress"), Kind.integer())
                    .attribute("duration", number("duration"), Kind.integer().nullable())
                    .attribute("inserted_at", INSERTED_AT, Kind.timestamp())
                    .attribute("started_at", time("started_at"), Kind.timestamp().nullable())
                    .attribute("completed_at", time("completed_at"), Kind.timestamp().nullable())
                    .attribute("scheduled_at", time("scheduled_at"), Kind.timestamp().nullable())
                    .attribute("next_scan_at", time("next_scan_at"), Kind.timestamp().nullable())
                    .attribute("partial", field("partial", SQLDataType.BOOLEAN), Kind.bool())
                    .attribute("choice", field("choice", SQLDataType.JSONB), Kind.object())
                    .toOne("provider", "providers", PROVIDER)
                    .toOne("task", "tasks", TASK)
                    .toOne("processor", "processors")
                    .include("provider")
                    .build();

    private static final Listing LIST =
            Listing.of(SCANS)
                    .filter("id", Match.EXACT, Match.IN)
                    .filter("name", Match.EXACT, Match.ICONTAINS)
                    .filter("state", Match.EXACT, Match.IN)
                    .filter("trigger")
                    .filter("inserted_at")
                    .filter("started_at", Match.EXACT, Match.GTE, Match.LTE)
                    .filter("completed_at")
                    .filter("next_scan_at", Match.EXACT, Match.GTE, Match.LTE)
                    .filter(ProviderFilters.on(PROVIDER))
                    .without("provider_id")
                    .filter(Filter.ignoredSearch())
                    .sort("name", "trigger", "scheduled_at", "inserted_at")
                    .sort("updated_at", time("updated_at"))
                    // clients know it by the name of a column that once was
                    .sort("attempted_at", time("started_at"))
                    .order(INSERTED_AT.desc())
                    .build();

    @Bean
    Declarations scanTypes() {
        return Declarations.of(
                SCANS,
                LIST,
                RequestType.create("scans-create", "scans")
                        .with(
                                NAME,
                                ChoiceInputs.CHECKS,
                                ChoiceInputs.SERVICES,
                                ChoiceInputs.REGIONS,
                                ChoiceInputs.SEVERITY)
                        .with(PROVIDER_LINK)
                        .build(),
                RequestType.change("scans-update", "scans").with(NAME).build());
    }

    private static <T> Field<T> field(String column, DataType<T> type) {
        return DSL.field(DSL.name("scan", column), type);
    }

    private static Field<String> text(String column) {
        return field(column, SQLDataType.CLOB);
    }

    private static Field<Integer> number(String column) {
        return DSL.field(DSL.name("scan", column), SQLDataType.INTEGER);
    }

    private static Field<OffsetDateTime> time(String column) {
        return DSL.field(DSL.name("scan", column), SQLDataType.OFFSETDATETIME);
    }
}
