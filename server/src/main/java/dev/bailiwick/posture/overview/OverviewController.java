package dev.bailiwick.posture.overview;

import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.answer.Resource;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.spring.AnyMember;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.List;

@RestController
class OverviewController {

    private final ProvidersOverview providers;

    OverviewController(ProvidersOverview providers) {
        this.providers = providers;
    }

    @AnyMember
    @GetMapping(Api.V1 + "/overviews/providers")
    @Operation(
            value = "Count the findings and resources of each kind of provider",
            answers = "providers-overview")
    Document providers(ListQuery query) {
        List<Resource> kinds = providers.read();
        return Document.page(query, kinds, kinds.size());
    }
}
