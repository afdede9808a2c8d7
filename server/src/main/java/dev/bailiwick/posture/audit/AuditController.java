package dev.bailiwick.posture.audit;

import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.answer.Resources;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.spring.RequiresPermission;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows the record of the tenant. */
@RestController
@RequiresPermission("MANAGE_ACCOUNT")
class AuditController {

    private final Resources resources;

    AuditController(Resources resources) {
        this.resources = resources;
    }

    @GetMapping(Api.V1 + "/audit-log")
    @Operation(value = "List what was changed and refused", answers = "audit-entries")
    Document list(ListQuery query) {
        return resources.page(query);
    }
}
