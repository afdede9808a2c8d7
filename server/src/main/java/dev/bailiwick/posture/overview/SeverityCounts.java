package dev.bailiwick.posture.overview;

import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.answer.Resource;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.value.Kind;
import dev.bailiwick.posture.summary.Summaries.NamedCount;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** What overviews by a name say of its findings; what is muted does not count. */
final class SeverityCounts {

    private static final List<String> SEVERITIES =
            List.of("critical", "high", "medium", "low", "informational");

    /** Failed findings by the words of severities. */
    static final Kind<Map<String, ?>> KIND =
            Kind.object(
                    SEVERITIES.stream()
                            .collect(Collectors.toMap(word -> word, word -> Kind.bigInteger())));

    private SeverityCounts() {}

    /** By the names that the filters leave, in order. */
    static Map<String, List<NamedCount>> wanted(
            List<NamedCount> counts, ListQuery query, Filter<String> one, Filter<String> many) {
        return counts.stream()
                .filter(count -> isWanted(query.values(one), count))
                .filter(count -> isWanted(query.values(many), count))
                .collect(
                        Collectors.groupingBy(NamedCount::name, TreeMap::new, Collectors.toList()));
    }

    private static boolean isWanted(List<String> names, NamedCount count) {
        return names.isEmpty() || names.contains(count.name());
    }

    /** With the counts of one name. */
    static Resource with(Resource resource, List<NamedCount> counts) {
        Map<String, Long> failed = new LinkedHashMap<>();
        SEVERITIES.forEach(word -> failed.put(word, 0L));
        counts.forEach(count -> failed.put(SEVERITIES.get(count.severity()), count.failed()));
        return resource.with("total_findings", sum(counts, NamedCount::total))
                .with("failed_findings", sum(counts, NamedCount::failed))
                .with("new_failed_findings", sum(counts, NamedCount::newFailed))
                .with("severity", failed);
    }

    private static long sum(List<NamedCount> counts, ToLongFunction<NamedCount> which) {
        return counts.stream().mapToLong(which).sum();
    }
}
