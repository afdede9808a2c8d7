package dev.bailiwick.posture.overview;

import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.answer.Resource;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.spring.AnyMember;

import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.List;

@RestController
class OverviewController {

    private final ProvidersOverview providers;
    private final AttackSurfacesOverview surfaces;
    private final NamedOverviews named;
    private final SeverityTimeline timeline;

    OverviewController(
            ProvidersOverview providers,
            AttackSurfacesOverview surfaces,
            NamedOverviews named,
            SeverityTimeline timeline) {
        this.providers = providers;
        this.surfaces = surfaces;
        this.named = named;
        this.timeline = timeline;
    }

    @AnyMember
    @GetMapping(Api.V1 + "/overviews/providers")
    @Operation(
            value = "Count the findings and resources of each kind of provider",
            answers = "providers-overview")
    Document providers(ListQuery query) {
        return whole(query, providers.read());
    }

    @AnyMember
    @GetMapping(Api.V1 + "/overviews/attack-surfaces")
    @Transactional(readOnly = true)
    @Operation(
            value = "Count the findings of last scans by attack surface",
            answers = "attack-surface-overviews")
    public Document surfaces(ListQuery query) {
        return whole(query, surfaces.read(query));
    }

    @AnyMember
    @GetMapping(Api.V1 + "/overviews/categories")
    @Transactional(readOnly = true)
    @Operation(
            value = "Count the findings of last scans by category of check",
            answers = "category-overviews")
    public Document categories(ListQuery query) {
        return whole(query, named.categories(query));
    }

    @AnyMember
    @GetMapping(Api.V1 + "/overviews/resource-groups")
    @Transactional(readOnly = true)
    @Operation(
            value = "Count the findings of last scans by group of resources",
            answers = "resource-group-overviews")
    public Document groups(ListQuery query) {
        return whole(query, named.resourceGroups(query));
    }

    @AnyMember
    @GetMapping(Api.V1 + "/overviews/findings_severity/timeseries")
    @Transactional(readOnly = true)
    @Operation(
            value = "Count failed findings by severity at the end of each day",
            answers = "findings-severity-over-time")
    public Document timeline(ListQuery query) {
        return whole(query, timeline.read(query));
    }

    private static Document whole(ListQuery query, List<Resource> all) {
        return Document.page(query, all, all.size());
    }
}
