package dev.bailiwick.posture.scan.schedule;

import dev.bailiwick.posture.jsonapi.Declarations;
import dev.bailiwick.posture.jsonapi.Input;
import dev.bailiwick.posture.jsonapi.Listing;
import dev.bailiwick.posture.jsonapi.Match;
import dev.bailiwick.posture.jsonapi.RequestType;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.value.Kind;
import dev.bailiwick.posture.provider.ProviderFilters;

import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.OffsetDateTime;
import java.util.UUID;

/** What schedules look like on the wire, and what makes and changes them. */
@Configuration(proxyBeanMethods = false)
class ScheduleDeclarations {

    private static final Kind<String> CRON_KIND =
            Kind.text().with("minLength", 9).length(0, 200).rule("invalid", CadenceFaults::ofCron);
    private static final Kind<String> ZONE_KIND =
            Kind.text().length(1, 100).rule("invalid", CadenceFaults::ofZone);

    static final Input<UUID> PROVIDER_ID = Input.required("provider_id", Kind.uuid());
    static final Input<String> CRON = Input.optional("cron", CRON_KIND);
    static final Input<String> TIMEZONE = Input.optional("timezone", ZONE_KIND);
    static final Input<Boolean> PAUSED = Input.optional("paused", Kind.bool());

    private static final Field<UUID> ID = field("id", SQLDataType.UUID);
    private static final Field<UUID> PROVIDER = field("provider_id", SQLDataType.UUID);
    private static final Field<OffsetDateTime> INSERTED_AT =
            field("inserted_at", SQLDataType.OFFSETDATETIME);
    private static final Field<OffsetDateTime> NEXT_AT =
            field("next_at", SQLDataType.OFFSETDATETIME);

    static final ResourceType SCHEDULES =
            ResourceType.named("schedules")
                    .path("/schedules")
                    .from(DSL.table(DSL.name("schedule")), ID, ProviderFilters.live(PROVIDER))
                    .attribute("cron", field("cron", SQLDataType.CLOB), Kind.text())
                    .attribute("timezone", field("zone", SQLDataType.CLOB), Kind.text())
                    .attribute("paused", field("paused", SQLDataType.BOOLEAN), Kind.bool())
                    .attribute("next_at", NEXT_AT, Kind.timestamp().nullable())
                    .attribute("inserted_at", INSERTED_AT, Kind.timestamp())
                    .attribute(
                            "updated_at",
                            field("updated_at", SQLDataType.OFFSETDATETIME),
                            Kind.timestamp())
                    .toOne("provider", "providers", PROVIDER)
                    .include("provider")
                    .build();

    private static final Listing LIST =
            Listing.of(SCHEDULES)
                    .filter("id", Match.EXACT, Match.IN)
                    .filter("paused")
                    .filter(ProviderFilters.on(PROVIDER))
                    .sort("inserted_at", "next_at")
                    .order(INSERTED_AT.desc())
                    .build();

    @Bean
    Declarations scheduleTypes() {
        return Declarations.of(
                SCHEDULES,
                LIST,
                RequestType.create("daily-schedules", "daily-schedules").with(PROVIDER_ID).build(),
                RequestType.change("schedules-update", "schedules")
                        .with(CRON, TIMEZONE, PAUSED)
                        .build());
    }

    private static <T> Field<T> field(String column, DataType<T> type) {
        return DSL.field(DSL.name("schedule", column), type);
    }
}
