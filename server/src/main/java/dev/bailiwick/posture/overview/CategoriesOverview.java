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
import dev.bailiwick.posture.summary.Summaries.CategoryCount;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** What the last scans found by category of check; what is muted does not count. */
@Configuration(proxyBeanMethods = false)
class CategoriesOverview {

    private static final List<String> SEVERITIES =
            List.of("critical", "high", "medium", "low", "informational");

    private static final ResourceType TYPE =
            ResourceType.named("category-overviews")
                    .attribute("total_findings", Kind.bigInteger())
                    .attribute("failed_findings", Kind.bigInteger())
                    .attribute("new_failed_findings", Kind.bigInteger())
                    .attribute(
                            "severity",
                            Kind.object(
                                    SEVERITIES.stream()
                                            .collect(
                                                    Collectors.toMap(
                                                            word -> word,
                                                            word -> Kind.bigInteger()))))
                    .build();

    private static final Filter<String> CATEGORY = Filter.value("category", Kind.text());
    private static final Filter<String> CATEGORY_IN = Filter.values("category__in", Kind.text());

    private final PublishedScans scans;
    private final Summaries summaries;

    CategoriesOverview(PublishedScans scans, Summaries summaries) {
        this.scans = scans;
        this.summaries = summaries;
    }

    @Bean
    Declarations categoriesTypes() {
        return Declarations.of(
                TYPE, OverviewFilters.listing(TYPE).filter(CATEGORY, CATEGORY_IN).build());
    }

    /** In the order of their names. */
    List<Resource> read(ListQuery query) {
        Map<String, List<CategoryCount>> counts =
                summaries
                        .categories(
                                scans.latest(query, false).scans().stream()
                                        .map(PublishedScan::id)
                                        .toList())
                        .stream()
                        .filter(count -> isWanted(query, count.category()))
                        .collect(
                                Collectors.groupingBy(
                                        CategoryCount::category,
                                        TreeMap::new,
                                        Collectors.toList()));
        return counts.entrySet().stream()
                .map(entry -> shown(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static boolean isWanted(ListQuery query, String category) {
        return List.of(CATEGORY, CATEGORY_IN).stream()
                .map(query::values)
                .allMatch(wanted -> wanted.isEmpty() || wanted.contains(category));
    }

    private static Resource shown(String category, List<CategoryCount> counts) {
        Map<String, Long> failed = new LinkedHashMap<>();
        SEVERITIES.forEach(word -> failed.put(word, 0L));
        counts.forEach(count -> failed.put(SEVERITIES.get(count.severity()), count.failed()));
        return Resource.of(TYPE, category)
                .with("total_findings", sum(counts, CategoryCount::total))
                .with("failed_findings", sum(counts, CategoryCount::failed))
                .with("new_failed_findings", sum(counts, CategoryCount::newFailed))
                .with("severity", failed);
    }

    private static long sum(List<CategoryCount> counts, ToLongFunction<CategoryCount> which) {
        return counts.stream().mapToLong(which).sum();
    }
}
