package dev.bailiwick.posture.finding;

import static dev.bailiwick.posture.finding.FindingTable.FINDING;
import static dev.bailiwick.posture.finding.FindingTable.column;

import dev.bailiwick.posture.jsonapi.Declarations;
import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.Listing;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.value.Kind;
import dev.bailiwick.posture.provider.ProviderFilters;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** What findings look like on the wire and how their lists are asked for. */
@Configuration(proxyBeanMethods = false)
class FindingDeclarations {

    private static final Field<Short> DELTA = column("delta", SQLDataType.SMALLINT);

    private static final Table<?> TABLE =
            FINDING.join(DSL.table(DSL.name("check_metadata")))
                    .on(uuid("check_metadata", "id").eq(FindingTable.CHECK));

    /** Of a scan that is published, of a provider that is not deleted. */
    private static final Condition VISIBLE =
            DSL.condition(
                    """
                    (select s.published_at is not null and
                            (select p.deleted_at is null from provider p where p.id = s.provider_id)
                     from scan s where s.id = finding.scan_id)
                    """);

    static final ResourceType FINDINGS =
            ResourceType.named("findings")
                    .path("/findings")
                    .from(TABLE, FindingTable.ID, VISIBLE)
                    .attribute("uid", column("uid", SQLDataType.CLOB), Kind.text())
                    .attribute(
                            "delta",
                            words(FindingFilters.DELTAS).nullable(),
                            List.of(DELTA),
                            row ->
                                    row.get(DELTA) == 0
                                            ? null
                                            : FindingFilters.DELTAS.get(row.get(DELTA) - 1))
                    .attribute(
                            "status",
                            column("status", SQLDataType.SMALLINT),
                            codes(FindingFilters.STATUSES))
                    .attribute(
                            "status_extended",
                            column("status_extended", SQLDataType.CLOB),
                            Kind.text().nullable())
                    .attribute(
                            "severity",
                            column("severity", SQLDataType.SMALLINT),
                            codes(FindingFilters.SEVERITIES))
                    .attribute("check_id", column("check_id", SQLDataType.CLOB), Kind.text())
                    .attribute(
                            "check_metadata",
                            DSL.field(DSL.name("check_metadata", "metadata"), SQLDataType.JSONB),
                            Kind.object())
                    .attribute(
                            "categories",
                            DSL.field(
                                    DSL.name("check_metadata", "categories"),
                                    SQLDataType.CLOB.array()),
                            Kind.texts().nullable())
                    .attribute(
                            "resource_groups",
                            DSL.nullif(text("check_metadata", "resource_groups"), DSL.inline("")),
                            Kind.text().nullable())
                    .attribute(
                            "raw_result",
                            DSL.coalesce(
                                    column("raw_result", SQLDataType.JSONB),
                                    DSL.inline(JSONB.valueOf("{}"))),
                            Kind.json())
                    .attribute("inserted_at", FindingTable.INSERTED, Kind.timestamp())
                    .attribute("updated_at", FindingTable.UPDATED, Kind.timestamp())
                    .attribute(
                            "first_seen_at",
                            column("first_seen_at", SQLDataType.OFFSETDATETIME),
                            Kind.timestamp().nullable())
                    .attribute("muted", column("muted", SQLDataType.BOOLEAN), Kind.bool())
                    .attribute(
                            "muted_reason",
                            column("muted_reason", SQLDataType.CLOB),
                            Kind.text().nullable())
                    .toOne("scan", "scans", FindingTable.SCAN)
                    .toMany("resources", "resources", FindingTable.RESOURCE)
                    .include("scan.provider", "resources")
                    .build();

    static final ResourceType METADATA =
            ResourceType.named("findings-metadata")
                    .attribute("services", Kind.texts())
                    .attribute("regions", Kind.texts())
                    .attribute("resource_types", Kind.texts())
                    .attribute("categories", Kind.texts())
                    .attribute("groups", Kind.texts())
                    .build();

    static final ResourceType SERVICES_REGIONS =
            ResourceType.named("finding-dynamic-filters")
                    .attribute("services", Kind.texts())
                    .attribute("regions", Kind.texts())
                    .build();

    private static final Listing LATEST =
            Listing.of(FINDINGS)
                    .build()
                    .derive("findings-latest")
                    .filter(FindingFilters.common())
                    .filter(byProvider())
                    .filter(FindingFilters.UPDATED.exact())
                    .sort("status", "severity", "check_id", "inserted_at", "updated_at")
                    .build();

    private static final Listing LIST =
            LATEST.derive("findings")
                    .filter(
                            FindingFilters.INSERTED.exact(),
                            FindingFilters.INSERTED.date(),
                            FindingFilters.INSERTED.from(),
                            FindingFilters.INSERTED.until(),
                            FindingFilters.UPDATED.date(),
                            FindingFilters.UPDATED.from(),
                            FindingFilters.UPDATED.until(),
                            FindingFilters.SCAN.one(),
                            FindingFilters.SCAN.some())
                    .build();

    /** {@code provider} is no choice here: one that cannot be seen has no findings. */
    static Filter<?>[] byProvider() {
        Field<UUID> provider = uuid("scan", "provider_id");
        return Stream.concat(
                        Stream.of(Filter.of("provider", Kind.uuid(), provider::eq)),
                        Stream.of(ProviderFilters.on(provider))
                                .filter(each -> !each.name().equals("provider")))
                .toArray(Filter<?>[]::new);
    }

    @Bean
    FindingPages.Costs costsOfPages() {
        return FindingPages.Costs.MEASURED;
    }

    @Bean
    Declarations findingTypes() {
        return Declarations.of(
                FINDINGS,
                METADATA,
                SERVICES_REGIONS,
                LIST,
                LATEST,
                LIST.derive("findings-metadata").unpaged().build(),
                LATEST.derive("findings-metadata-latest").unpaged().build(),
                LIST.derive("finding-dynamic-filters").unpaged().build());
    }

    private static Kind<String> words(List<String> words) {
        return Kind.words(words.toArray(String[]::new));
    }

    private static Kind<Short> codes(List<String> words) {
        return Kind.codes(words.toArray(String[]::new));
    }

    private static Field<UUID> uuid(String table, String column) {
        return DSL.field(DSL.name(table, column), SQLDataType.UUID);
    }

    private static Field<String> text(String table, String column) {
        return DSL.field(DSL.name(table, column), SQLDataType.CLOB);
    }
}
