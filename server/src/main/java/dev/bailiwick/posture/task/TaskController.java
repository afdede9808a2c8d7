package dev.bailiwick.posture.task;

import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.answer.Resources;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.request.ReadQuery;
import dev.bailiwick.posture.task.job.JobId;
import dev.bailiwick.spring.AnyMember;

import org.springframework.http.ResponseEntity;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.UUID;

@RestController
class TaskController {

    private final Resources resources;
    private final Cancellation cancellation;
    private final Retrial retrial;
    private final TaskAnswers answers;

    TaskController(
            Resources resources, Cancellation cancellation, Retrial retrial, TaskAnswers answers) {
        this.resources = resources;
        this.cancellation = cancellation;
        this.retrial = retrial;
        this.answers = answers;
    }

    @GetMapping(Api.V1 + "/tasks")
    @AnyMember
    @Operation(value = "List tasks", answers = "tasks")
    Document list(ListQuery query) {
        return resources.page(query);
    }

    @GetMapping(Api.V1 + "/tasks/{id}")
    @AnyMember
    @Operation(value = "Read a task", answers = "tasks")
    Document one(@PathVariable UUID id, ReadQuery query) {
        return resources.one(query, id);
    }

    /** Open to every member; who may cancel what depends on the task. */
    @DeleteMapping(Api.V1 + "/tasks/{id}")
    @AnyMember
    @Transactional
    @Operation(value = "Cancel a task", answers = "tasks", status = 202)
    public ResponseEntity<Document> cancel(@PathVariable UUID id) {
        JobId job = new JobId(id);
        cancellation.request(job);
        return answers.accepted(job);
    }

    /** Open to every member; who may retry what depends on the task. */
    @PostMapping(Api.V1 + "/tasks/{id}/retry")
    @AnyMember
    @Transactional
    @Operation(
            value = "Retry a task that has failed",
            answers = "tasks",
            status = 202,
            refuses = 409)
    public ResponseEntity<Document> retry(@PathVariable UUID id) {
        JobId job = new JobId(id);
        retrial.request(job);
        return answers.accepted(job);
    }
}
