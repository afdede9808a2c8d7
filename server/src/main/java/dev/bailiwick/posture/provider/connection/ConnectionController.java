package dev.bailiwick.posture.provider.connection;

import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.provider.Providers;
import dev.bailiwick.posture.task.JobRequest;
import dev.bailiwick.posture.task.Jobs;
import dev.bailiwick.posture.task.TaskAnswers;
import dev.bailiwick.spring.RequiresPermission;

import org.springframework.http.ResponseEntity;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.UUID;

@RestController
class ConnectionController {

    private final Providers providers;
    private final Jobs jobs;
    private final TaskAnswers tasks;

    ConnectionController(Providers providers, Jobs jobs, TaskAnswers tasks) {
        this.providers = providers;
        this.jobs = jobs;
        this.tasks = tasks;
    }

    @PostMapping(Api.V1 + "/providers/{id}/connection")
    @RequiresPermission("MANAGE_PROVIDERS")
    @Transactional
    @Operation(value = "Ask whether a provider can be reached", answers = "tasks", status = 202)
    public ResponseEntity<Document> check(@PathVariable UUID id) {
        if (!providers.hold(id)) {
            throw ApiException.notFound();
        }
        return tasks.accepted(
                jobs.enqueue(
                        JobRequest.of(ConnectionCheck.NAME)
                                .with(ConnectionCheck.PROVIDER, id)
                                .about(id)));
    }
}
