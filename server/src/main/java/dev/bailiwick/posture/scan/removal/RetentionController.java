package dev.bailiwick.posture.scan.removal;

import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.request.Body;
import dev.bailiwick.posture.jsonapi.request.ReadQuery;
import dev.bailiwick.spring.RequiresPermission;

import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class RetentionController {

    private final Retention retention;

    RetentionController(Retention retention) {
        this.retention = retention;
    }

    @GetMapping(Api.V1 + "/retention")
    @RequiresPermission("MANAGE_ACCOUNT")
    @Transactional(readOnly = true)
    @Operation(value = "Read how long the tenant keeps scans", answers = "retentions")
    public Document read(ReadQuery query) {
        return Document.of(query, retention.shown());
    }

    @PatchMapping(Api.V1 + "/retention")
    @RequiresPermission("MANAGE_ACCOUNT")
    @Transactional
    @Operation(
            value = "Change how long the tenant keeps scans",
            answers = "retentions",
            takes = "retentions-update")
    public Document change(Body body) {
        if (body.has(RetentionDeclarations.DAYS)) {
            retention.keepDays(body.get(RetentionDeclarations.DAYS));
        }
        if (body.has(RetentionDeclarations.SCANS)) {
            retention.keepScans(body.get(RetentionDeclarations.SCANS));
        }
        return Document.of(retention.shown());
    }
}
