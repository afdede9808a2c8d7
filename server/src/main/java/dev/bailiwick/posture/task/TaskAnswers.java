package dev.bailiwick.posture.task;

import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.answer.Resources;
import dev.bailiwick.posture.task.job.JobId;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** The answer to a request whose work goes on in the background. */
@Component
public final class TaskAnswers {

    private final Resources resources;

    TaskAnswers(Resources resources) {
        this.resources = resources;
    }

    /**
     * 202 with the task, and where to ask how far it is. Works in the transaction that enqueued.
     */
    public ResponseEntity<Document> accepted(JobId job) {
        return ResponseEntity.accepted()
                .header(HttpHeaders.CONTENT_LOCATION, Api.V1 + "/tasks/" + job)
                .body(resources.one(TaskDeclarations.TASKS, job.value()));
    }
}
