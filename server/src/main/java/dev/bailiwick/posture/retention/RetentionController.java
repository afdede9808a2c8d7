package dev.bailiwick.posture.retention;

import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Input;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.request.Body;
import dev.bailiwick.posture.jsonapi.request.ReadQuery;
import dev.bailiwick.spring.RequiresPermission;

import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
            takes = "retentions-update",
            refuses = 403)
    public Document change(Body body) {
        Set<String> changed =
                Stream.of(RetentionDeclarations.DAYS, RetentionDeclarations.SCANS)
                        .filter(body::has)
                        .map(Input::name)
                        .collect(Collectors.toSet());
        if (!changed.isEmpty()) {
            retention.change(
                    new Retention.Limits(
                            body.get(RetentionDeclarations.DAYS),
                            body.get(RetentionDeclarations.SCANS)),
                    changed);
        }
        return Document.of(retention.shown());
    }
}
