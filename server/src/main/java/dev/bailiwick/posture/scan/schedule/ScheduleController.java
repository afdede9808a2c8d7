package dev.bailiwick.posture.scan.schedule;

import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.answer.Resources;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.jsonapi.request.Body;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.request.ReadQuery;
import dev.bailiwick.posture.provider.Providers;
import dev.bailiwick.posture.task.TaskAnswers;
import dev.bailiwick.spring.RequiresPermission;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import java.util.UUID;

@RestController
class ScheduleController {

    private final Resources resources;
    private final Schedules schedules;
    private final Providers providers;
    private final TaskAnswers tasks;

    ScheduleController(
            Resources resources, Schedules schedules, Providers providers, TaskAnswers tasks) {
        this.resources = resources;
        this.schedules = schedules;
        this.providers = providers;
        this.tasks = tasks;
    }

    @PostMapping(Api.V1 + "/schedules/daily")
    @RequiresPermission("MANAGE_SCANS")
    @Transactional
    @Operation(
            value = "Scan a provider every day",
            answers = "tasks",
            takes = "daily-schedules",
            status = 202,
            refuses = {404, 409})
    public ResponseEntity<Document> daily(Body body) {
        UUID provider = body.require(ScheduleDeclarations.PROVIDER_ID);
        if (!providers.hold(provider)) {
            throw ApiException.notFound();
        }
        return tasks.accepted(
                schedules
                        .daily(provider)
                        .orElseThrow(
                                () ->
                                        ApiException.conflict(
                                                "/data/attributes/provider_id",
                                                "There is a schedule for this provider already.")));
    }

    @GetMapping(Api.V1 + "/schedules")
    @RequiresPermission("MANAGE_SCANS")
    @Operation(value = "List schedules", answers = "schedules")
    Document list(ListQuery query) {
        return resources.page(query);
    }

    @GetMapping(Api.V1 + "/schedules/{id}")
    @RequiresPermission("MANAGE_SCANS")
    @Operation(value = "Read a schedule", answers = "schedules")
    Document one(@PathVariable UUID id, ReadQuery query) {
        return resources.one(query, id);
    }

    @PatchMapping(Api.V1 + "/schedules/{id}")
    @RequiresPermission("MANAGE_SCANS")
    @Transactional
    @Operation(
            value = "Change, pause or resume a schedule",
            answers = "schedules",
            takes = "schedules-update")
    public Document change(@PathVariable UUID id, Body body) {
        if (!schedules.change(
                id,
                body.get(ScheduleDeclarations.CRON),
                body.get(ScheduleDeclarations.TIMEZONE),
                body.get(ScheduleDeclarations.PAUSED))) {
            throw ApiException.notFound();
        }
        return resources.one(ScheduleDeclarations.SCHEDULES, id);
    }

    @DeleteMapping(Api.V1 + "/schedules/{id}")
    @RequiresPermission("MANAGE_SCANS")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Transactional
    @Operation(value = "Delete a schedule", status = 204)
    public void delete(@PathVariable UUID id) {
        if (!schedules.remove(id)) {
            throw ApiException.notFound();
        }
    }
}
