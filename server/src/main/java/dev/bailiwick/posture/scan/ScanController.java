package dev.bailiwick.posture.scan;

import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.answer.Resources;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.jsonapi.request.Body;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.request.ReadQuery;
import dev.bailiwick.posture.scan.deletion.ScanDeletion;
import dev.bailiwick.posture.scan.making.ScanOrders;
import dev.bailiwick.posture.task.TaskAnswers;
import dev.bailiwick.spring.AnyMember;
import dev.bailiwick.spring.RequiresPermission;

import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.Objects;
import java.util.UUID;

@RestController
class ScanController {

    private final Resources resources;
    private final ScanOrders orders;
    private final TaskAnswers tasks;
    private final JdbcClient jdbc;
    private final ScanDeletion deletion;

    ScanController(
            Resources resources,
            ScanOrders orders,
            ScanDeletion deletion,
            TaskAnswers tasks,
            JdbcClient jdbc) {
        this.resources = resources;
        this.orders = orders;
        this.deletion = deletion;
        this.tasks = tasks;
        this.jdbc = jdbc;
    }

    @GetMapping(Api.V1 + "/scans")
    @AnyMember
    @Operation(value = "List scans", answers = "scans")
    Document list(ListQuery query) {
        return resources.page(query);
    }

    @GetMapping(Api.V1 + "/scans/{id}")
    @AnyMember
    @Operation(value = "Read a scan", answers = "scans")
    Document one(@PathVariable UUID id, ReadQuery query) {
        return resources.one(query, id);
    }

    @PostMapping(Api.V1 + "/scans")
    @RequiresPermission("MANAGE_SCANS")
    @Transactional
    @Operation(value = "Order a scan", answers = "tasks", takes = "scans-create", status = 202)
    public ResponseEntity<Document> order(Body body) {
        // the document has one, or it would not have come here
        UUID provider = Objects.requireNonNull(body.link(ScanDeclarations.PROVIDER_LINK));
        return tasks.accepted(
                orders.order(
                        provider,
                        body.get(ScanDeclarations.NAME),
                        orders.kindOf(provider)
                                .map(kind -> ChoiceInputs.of(body, kind))
                                .orElseThrow(ScanController::absent)));
    }

    private static ApiException absent() {
        return ApiException.invalidRelationship(
                "provider", "does_not_exist", "There is no such provider.");
    }

    private static final String RENAME =
            """
            update scan set name = :name, updated_at = now()
            where id = :id and deleted_at is null
              and provider_id in (select p.id from provider p where p.deleted_at is null)
            """;

    @PatchMapping(Api.V1 + "/scans/{id}")
    @RequiresPermission("MANAGE_SCANS")
    @Transactional
    @Operation(value = "Rename a scan", answers = "scans", takes = "scans-update")
    public Document rename(@PathVariable UUID id, Body body) {
        if (body.has(ScanDeclarations.NAME)) {
            int rows =
                    jdbc.sql(RENAME)
                            .param("name", body.get(ScanDeclarations.NAME))
                            .param("id", id)
                            .update();
            if (rows == 0) {
                throw ApiException.notFound();
            }
        }
        return resources.one(ScanDeclarations.SCANS, id);
    }

    @DeleteMapping(Api.V1 + "/scans/{id}")
    @RequiresPermission("MANAGE_SCANS")
    @Transactional
    @Operation(
            value = "Delete a scan with all that it found",
            answers = "tasks",
            status = 202,
            refuses = 409)
    public ResponseEntity<Document> delete(@PathVariable UUID id) {
        return tasks.accepted(deletion.ask(id));
    }
}
