package dev.bailiwick.posture.overview;

import dev.bailiwick.posture.jsonapi.Declarations;
import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.answer.Resource;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.value.Kind;
import dev.bailiwick.posture.published.PublishedScan;
import dev.bailiwick.posture.published.PublishedScans;
import dev.bailiwick.posture.summary.Summaries;
import dev.bailiwick.posture.summary.Summaries.NamedCount;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** What the last scans found by category of check, and by group of resources. */
@Configuration(proxyBeanMethods = false)
class NamedOverviews {

    private static final ResourceType CATEGORIES =
            counted("category-overviews").attribute("severity", SeverityCounts.KIND).build();
    private static final Filter<String> CATEGORY = Filter.value("category", Kind.text());
    private static final Filter<String> SOME_CATEGORIES =
            Filter.values("category__in", Kind.text());

    private static final ResourceType GROUPS =
            counted("resource-group-overviews")
                    .attribute("resources_count", Kind.bigInteger())
                    .attribute("severity", SeverityCounts.KIND)
                    .build();
    private static final Filter<String> GROUP = Filter.value("resource_group", Kind.text());
    private static final Filter<String> SOME_GROUPS =
            Filter.values("resource_group__in", Kind.text());

    private final PublishedScans scans;
    private final Summaries summaries;

    NamedOverviews(PublishedScans scans, Summaries summaries) {
        this.scans = scans;
        this.summaries = summaries;
    }

    private static ResourceType.Builder counted(String type) {
        return ResourceType.named(type)
                .attribute("total_findings", Kind.bigInteger())
                .attribute("failed_findings", Kind.bigInteger())
                .attribute("new_failed_findings", Kind.bigInteger());
    }

    @Bean
    Declarations namedOverviewTypes() {
        return Declarations.of(
                CATEGORIES,
                OverviewFilters.listing(CATEGORIES).filter(CATEGORY, SOME_CATEGORIES).build(),
                GROUPS,
                OverviewFilters.listing(GROUPS).filter(GROUP, SOME_GROUPS).build());
    }

    /** In the order of their names. */
    List<Resource> categories(ListQuery query) {
        List<NamedCount> counts = counts(query, summaries::categories);
        return SeverityCounts.wanted(counts, query, CATEGORY, SOME_CATEGORIES).entrySet().stream()
                .map(
                        each ->
                                SeverityCounts.with(
                                        Resource.of(CATEGORIES, each.getKey()), each.getValue()))
                .toList();
    }

    /** In the order of their names. */
    List<Resource> resourceGroups(ListQuery query) {
        List<NamedCount> counts = counts(query, summaries::resourceGroups);
        return SeverityCounts.wanted(counts, query, GROUP, SOME_GROUPS).entrySet().stream()
                .map(each -> group(each.getKey(), each.getValue()))
                .toList();
    }

    private static Resource group(String name, List<NamedCount> counts) {
        return SeverityCounts.with(Resource.of(GROUPS, name), counts)
                .with("resources_count", counts.getFirst().resources());
    }

    private List<NamedCount> counts(
            ListQuery query, Function<Collection<UUID>, List<NamedCount>> summary) {
        return summary.apply(
                scans.latest(query, false).scans().stream().map(PublishedScan::id).toList());
    }
}
