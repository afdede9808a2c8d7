package dev.bailiwick.posture.resource;

import dev.bailiwick.posture.jsonapi.Declarations;
import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.Listing;
import dev.bailiwick.posture.jsonapi.Match;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.value.Kind;
import dev.bailiwick.posture.provider.ProviderFilters;
import dev.bailiwick.posture.published.DateRule;
import dev.bailiwick.posture.published.SearchWords;

import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.List;
import java.util.UUID;

/** What resources look like on the wire and how their lists are asked for. */
@Configuration(proxyBeanMethods = false)
class ResourceDeclarations {

    static final DateRule UPDATED = DateRule.of("updated_at");
    static final Filter<UUID> SCAN = Filter.value("scan", Kind.uuid());
    static final Filter<UUID> SCANS = Filter.values("scan__in", Kind.uuid());

    static final ResourceType RESOURCES =
            ResourceType.named("resources")
                    .path("/resources")
                    .from(ResourceTable.TABLE, ResourceTable.ID, ResourceTable.VISIBLE)
                    .attribute("inserted_at", ResourceTable.INSERTED_AT, Kind.timestamp())
                    .attribute("updated_at", ResourceTable.UPDATED_AT, Kind.timestamp())
                    .attribute("uid", ResourceTable.UID, Kind.text())
                    .attribute("name", ResourceTable.NAME, Kind.text())
                    .attribute("region", ResourceTable.REGION, Kind.text())
                    .attribute("service", ResourceTable.SERVICE, Kind.text())
                    .attribute("tags", ResourceTable.TAGS, Kind.object())
                    .attribute("failed_findings_count", ResourceTable.FAILURES, Kind.integer())
                    .attribute("metadata", ResourceTable.METADATA, Kind.text().nullable())
                    .attribute("details", ResourceTable.DETAILS, Kind.text().nullable())
                    .attribute("partition", ResourceTable.PARTITION, Kind.text().nullable())
                    .attribute("groups", ResourceTable.GROUPS, Kind.texts().nullable())
                    .attribute("type", ResourceTable.TYPE, Kind.text())
                    .toOne("provider", "providers", ResourceTable.PROVIDER)
                    .toMany("findings", "findings", ResourceFindings::of)
                    .include("findings", "provider")
                    .build();

    static final ResourceType METADATA =
            ResourceType.named("resources-metadata")
                    .attribute("services", Kind.texts())
                    .attribute("regions", Kind.texts())
                    .attribute("types", Kind.texts())
                    .attribute("groups", Kind.texts())
                    .build();

    private static final Listing LATEST =
            Listing.of(RESOURCES)
                    .build()
                    .derive("resources-latest")
                    .filter("id", Match.EXACT, Match.IN)
                    .filter("uid", Match.EXACT, Match.ICONTAINS, Match.IN)
                    .filter("name", Match.EXACT, Match.ICONTAINS, Match.IN)
                    .filter("region", Match.EXACT, Match.ICONTAINS, Match.IN)
                    .filter("service", Match.EXACT, Match.ICONTAINS, Match.IN)
                    .filter("type", Match.EXACT, Match.ICONTAINS, Match.IN)
                    .filter(
                            Filter.of("groups", Kind.text(), one -> grouped(List.of(one))),
                            Filter.in("groups__in", Kind.text(), ResourceDeclarations::grouped))
                    .filter(
                            Filter.of("tag", Kind.text(), Tags::tag),
                            Filter.of("tags", Kind.text(), Tags::tag),
                            Filter.of("tag_key", Kind.text(), Tags::key),
                            Filter.of("tag_value", Kind.text(), Tags::value))
                    // they choose among the scans, and so among the resources that these saw
                    .filter(ProviderFilters.on(ResourceTable.SCAN_PROVIDER))
                    .filter(Filter.of("search", Kind.text(), ResourceDeclarations::found))
                    .sort("uid", "name", "region", "service", "type", "inserted_at", "updated_at")
                    .sort("provider_uid", ResourceTable.PROVIDER_UID)
                    .order(ResourceTable.FAILURES.desc(), ResourceTable.UPDATED_AT.desc())
                    .build();

    private static final Listing LIST =
            LATEST.derive("resources")
                    .filter("inserted_at", Match.EXACT, Match.GTE, Match.LTE)
                    .filter(UPDATED.exact(), UPDATED.from(), UPDATED.until(), SCAN, SCANS)
                    .build();

    private static Condition grouped(List<String> groups) {
        return DSL.arrayOverlap(ResourceTable.GROUPS, groups.toArray(String[]::new));
    }

    /** By the function that may use the index of words, see {@code V011__search.sql}. */
    private static Condition found(String text) {
        SearchWords words = SearchWords.of(text);
        if (words.isEmpty()) {
            return DSL.falseCondition();
        }
        return DSL.condition(
                "{0} = any ((select search_resources({1}, {2}))::uuid[])",
                ResourceTable.ID,
                DSL.val(words.words()),
                DSL.val(words.patternsOrNull(), SQLDataType.CLOB.array()));
    }

    @Bean
    Declarations resourceTypes() {
        return Declarations.of(
                RESOURCES,
                METADATA,
                LIST,
                LATEST,
                LIST.derive("resources-metadata").unpaged().build(),
                LATEST.derive("resources-metadata-latest").unpaged().build());
    }
}
