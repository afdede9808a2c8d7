package dev.bailiwick.posture.finding;

import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.spring.AnyMember;

import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Transactional(readOnly = true)
class FindingGroupController {

    private final Selections selections;
    private final FindingGroups groups;

    FindingGroupController(Selections selections, FindingGroups groups) {
        this.selections = selections;
        this.groups = groups;
    }

    @GetMapping(Api.V1 + "/finding-groups/latest")
    @AnyMember
    @Operation(
            value = "List the findings of each provider's last scan by check",
            answers = "finding-groups",
            listing = "finding-groups-latest")
    public Document latest(ListQuery query) {
        return groups.page(query, selections.latest(query, false));
    }
}
