package dev.bailiwick.posture.finding;

import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.answer.ListPlan;
import dev.bailiwick.posture.jsonapi.answer.Resource;
import dev.bailiwick.posture.jsonapi.answer.Resources;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.request.ReadQuery;
import dev.bailiwick.posture.published.PublishedScan.Contents;
import dev.bailiwick.spring.AnyMember;

import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import java.util.Set;
import java.util.UUID;

@RestController
@Transactional(readOnly = true)
class FindingController {

    private final Resources resources;
    private final Selections selections;
    private final Tallies tallies;
    private final FindingPages pages;
    private final FindingPlaces places;

    FindingController(
            Resources resources,
            Selections selections,
            Tallies tallies,
            FindingPages pages,
            FindingPlaces places) {
        this.resources = resources;
        this.selections = selections;
        this.tallies = tallies;
        this.pages = pages;
        this.places = places;
    }

    @GetMapping(Api.V1 + "/findings")
    @AnyMember
    @Operation(value = "List findings", answers = "findings")
    public Document list(ListQuery query) {
        return page(query, selections.dated(query, false));
    }

    @GetMapping(Api.V1 + "/findings/latest")
    @AnyMember
    @Operation(
            value = "List the findings of each provider's last scan",
            answers = "findings",
            listing = "findings-latest")
    public Document latest(ListQuery query) {
        return page(query, selections.latest(query, false));
    }

    private Document page(ListQuery query, Selection selection) {
        Order order = Order.of(query.sort());
        return resources.page(
                query,
                ListPlan.ordinary()
                        .countedBy(
                                (sql, asked, where) ->
                                        tallies.of(selection, order.byCheck()).total())
                        .pagedBy((sql, asked, where) -> pages.ids(selection, order, asked.page())));
    }

    @GetMapping(Api.V1 + "/findings/{id}")
    @AnyMember
    @Operation(value = "Read a finding", answers = "findings")
    public Document one(@PathVariable UUID id, ReadQuery query) {
        return resources.one(query, id);
    }

    @GetMapping(Api.V1 + "/findings/metadata")
    @AnyMember
    @Operation(
            value = "Read what occurs among findings",
            answers = "findings-metadata",
            listing = "findings-metadata")
    public Document metadata(ListQuery query) {
        return metadata(query, selections.dated(query, true));
    }

    @GetMapping(Api.V1 + "/findings/metadata/latest")
    @AnyMember
    @Operation(
            value = "Read what occurs among the findings of each provider's last scan",
            answers = "findings-metadata",
            listing = "findings-metadata-latest")
    public Document latestMetadata(ListQuery query) {
        return metadata(query, selections.latest(query, true));
    }

    private Document metadata(ListQuery query, Selection selection) {
        Contents contents = places.of(selection);
        return Document.of(
                query,
                Resource.of(FindingDeclarations.METADATA, NO_ID)
                        .with("services", texts(contents.services()))
                        .with("regions", texts(contents.regions()))
                        .with("resource_types", texts(contents.types()))
                        .with("categories", texts(contents.categories()))
                        .with("groups", texts(contents.groups())));
    }

    /** What the contract has for the id of an answer that is one of a kind. */
    private static final String NO_ID = "n/a";

    @GetMapping(Api.V1 + "/findings/findings_services_regions")
    @AnyMember
    @Operation(
            value = "Read the services and regions that occur among findings",
            answers = "finding-dynamic-filters",
            listing = "finding-dynamic-filters")
    public Document servicesAndRegions(ListQuery query) {
        Contents contents = places.of(selections.dated(query, true));
        return Document.of(
                query,
                Resource.of(FindingDeclarations.SERVICES_REGIONS, NO_ID)
                        .with("services", texts(contents.services()))
                        .with("regions", texts(contents.regions())));
    }

    private static String[] texts(Set<String> values) {
        return values.stream().sorted().toArray(String[]::new);
    }
}
