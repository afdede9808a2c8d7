package dev.bailiwick.posture.resource;

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
class ResourceController {

    private final Resources resources;
    private final Choices choices;
    private final ResourcePages pages;
    private final ResourcePlaces places;

    ResourceController(
            Resources resources, Choices choices, ResourcePages pages, ResourcePlaces places) {
        this.resources = resources;
        this.choices = choices;
        this.pages = pages;
        this.places = places;
    }

    @GetMapping(Api.V1 + "/resources")
    @AnyMember
    @Operation(value = "List resources", answers = "resources")
    public Document list(ListQuery query) {
        return page(query, choices.dated(query));
    }

    @GetMapping(Api.V1 + "/resources/latest")
    @AnyMember
    @Operation(
            value = "List the resources of all providers with a published scan",
            answers = "resources",
            listing = "resources-latest")
    public Document latest(ListQuery query) {
        return page(query, choices.latest(query, false));
    }

    private Document page(ListQuery query, Choice choice) {
        return resources.page(
                query,
                ListPlan.ordinary()
                        .countedBy((sql, asked, where) -> pages.count(choice, asked))
                        .pagedBy((sql, asked, where) -> pages.ids(choice, asked)));
    }

    @GetMapping(Api.V1 + "/resources/{id}")
    @AnyMember
    @Operation(value = "Read a resource", answers = "resources")
    public Document one(@PathVariable UUID id, ReadQuery query) {
        return resources.one(query, id);
    }

    @GetMapping(Api.V1 + "/resources/metadata")
    @AnyMember
    @Operation(
            value = "Read what occurs among resources",
            answers = "resources-metadata",
            listing = "resources-metadata")
    public Document metadata(ListQuery query) {
        return metadata(query, places.of(choices.dated(query)));
    }

    @GetMapping(Api.V1 + "/resources/metadata/latest")
    @AnyMember
    @Operation(
            value = "Read what occurs among the resources of each provider's last scan",
            answers = "resources-metadata",
            listing = "resources-metadata-latest")
    public Document latestMetadata(ListQuery query) {
        return metadata(query, places.ofLatest(choices.latest(query, true), query));
    }

    private static Document metadata(ListQuery query, Contents contents) {
        return Document.of(
                query,
                // what the contract has for the id of an answer that is one of a kind
                Resource.of(ResourceDeclarations.METADATA, "n/a")
                        .with("services", texts(contents.services()))
                        .with("regions", texts(contents.regions()))
                        .with("types", texts(contents.types()))
                        .with("groups", texts(contents.groups())));
    }

    private static String[] texts(Set<String> values) {
        return values.stream().sorted().toArray(String[]::new);
    }
}
