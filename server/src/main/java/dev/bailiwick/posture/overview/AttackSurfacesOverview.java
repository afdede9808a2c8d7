package dev.bailiwick.posture.overview;

import dev.bailiwick.posture.jsonapi.Declarations;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.answer.Resource;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.value.Kind;
import dev.bailiwick.posture.published.PublishedScan;
import dev.bailiwick.posture.published.PublishedScans;
import dev.bailiwick.posture.summary.Summaries;
import dev.bailiwick.posture.summary.Summaries.SurfaceCount;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the last scans found of the ways in. */
@Configuration(proxyBeanMethods = false)
class AttackSurfacesOverview {

    private static final List<String> SURFACES =
            List.of("internet-exposed", "secrets", "privilege-escalation", "ec2-imdsv1");

    private static final ResourceType TYPE =
            ResourceType.named("attack-surface-overviews")
                    .attribute("total_findings", Kind.bigInteger())
                    .attribute("failed_findings", Kind.bigInteger())
                    .attribute("muted_failed_findings", Kind.bigInteger())
                    .build();

    private final PublishedScans scans;
    private final Summaries summaries;

    AttackSurfacesOverview(PublishedScans scans, Summaries summaries) {
        this.scans = scans;
        this.summaries = summaries;
    }

    @Bean
    Declarations attackSurfacesTypes() {
        return Declarations.of(TYPE, OverviewFilters.listing(TYPE).build());
    }

    /** Each of them, also where nothing was looked for. */
    List<Resource> read(ListQuery query) {
        Map<String, SurfaceCount> counts =
                summaries
                        .attackSurfaces(
                                scans.latest(query, false).scans().stream()
                                        .map(PublishedScan::id)
                                        .toList())
                        .stream()
                        .collect(Collectors.toMap(SurfaceCount::surface, Function.identity()));
        return SURFACES.stream()
                .map(each -> counts.getOrDefault(each, new SurfaceCount(each, 0, 0, 0)))
                .map(AttackSurfacesOverview::shown)
                .toList();
    }

    private static Resource shown(SurfaceCount count) {
        return Resource.of(TYPE, count.surface())
                .with("total_findings", count.total())
                .with("failed_findings", count.failed())
                .with("muted_failed_findings", count.mutedFailed());
    }
}
