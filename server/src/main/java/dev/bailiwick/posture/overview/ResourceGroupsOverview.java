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

import java.util.List;

/** What the last scans found by group of resources. */
@Configuration(proxyBeanMethods = false)
class ResourceGroupsOverview {

    private static final ResourceType TYPE =
            ResourceType.named("resource-group-overviews")
                    .attribute("total_findings", Kind.bigInteger())
                    .attribute("failed_findings", Kind.bigInteger())
                    .attribute("new_failed_findings", Kind.bigInteger())
                    .attribute("resources_count", Kind.bigInteger())
                    .attribute("severity", SeverityCounts.KIND)
                    .build();

    private static final Filter<String> NAME = Filter.value("resource_group", Kind.text());
    private static final Filter<String> NAMES = Filter.values("resource_group__in", Kind.text());

    private final PublishedScans scans;
    private final Summaries summaries;

    ResourceGroupsOverview(PublishedScans scans, Summaries summaries) {
        this.scans = scans;
        this.summaries = summaries;
    }

    @Bean
    Declarations resourceGroupsTypes() {
        return Declarations.of(TYPE, OverviewFilters.listing(TYPE).filter(NAME, NAMES).build());
    }

    /** In the order of their names. */
    List<Resource> read(ListQuery query) {
        List<NamedCount> counts =
                summaries.resourceGroups(
                        scans.latest(query, false).scans().stream()
                                .map(PublishedScan::id)
                                .toList());
        return SeverityCounts.wanted(counts, query, NAME, NAMES).entrySet().stream()
                .map(each -> shown(each.getKey(), each.getValue()))
                .toList();
    }

    private static Resource shown(String name, List<NamedCount> counts) {
        return SeverityCounts.with(Resource.of(TYPE, name), counts)
                .with("resources_count", counts.getFirst().resources());
    }
}
