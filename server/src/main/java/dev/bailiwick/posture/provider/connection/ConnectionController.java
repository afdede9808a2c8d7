package dev.bailiwick.posture.provider.connection;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.provider.Providers;
import dev.bailiwick.posture.provider.secret.Opened;
import dev.bailiwick.posture.provider.secret.ProviderSecrets;
import dev.bailiwick.posture.task.JobRequest;
import dev.bailiwick.posture.task.Jobs;
import dev.bailiwick.posture.task.TaskAnswers;
import dev.bailiwick.posture.task.job.JobId;
import dev.bailiwick.spring.RequiresPermission;

import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.UUID;

@RestController
class ConnectionController {

    private final Providers providers;
    private final ProviderSecrets secrets;
    private final Jobs jobs;
    private final TaskAnswers tasks;
    private final JdbcClient jdbc;

    ConnectionController(
            Providers providers,
            ProviderSecrets secrets,
            Jobs jobs,
            TaskAnswers tasks,
            JdbcClient jdbc) {
        this.providers = providers;
        this.secrets = secrets;
        this.jobs = jobs;
        this.tasks = tasks;
        this.jdbc = jdbc;
    }

    /** For as many members, of whom each has one at a time. */
    private static final int MOST_AT_ONCE = 5;

    private static final String UNDER_WAY =
            """
            select count(*) from job
            where provider_id = :provider and name = :name and state in ('available', 'executing')
            """;

    @PostMapping(Api.V1 + "/providers/{id}/connection")
    @RequiresPermission("MANAGE_PROVIDERS")
    @Transactional
    @Operation(value = "Ask whether a provider can be reached", answers = "tasks", status = 202)
    public ResponseEntity<Document> check(@PathVariable UUID id) {
        if (!providers.hold(id)) {
            throw ApiException.notFound();
        }
        JobId job = jobs.enqueue(JobRequest.of(ConnectionCheck.NAME).about(id).once(question(id)));
        int underWay =
                jdbc.sql(UNDER_WAY)
                        .param("provider", id)
                        .param("name", ConnectionCheck.NAME)
                        .query(Integer.class)
                        .single();
        if (underWay > MOST_AT_ONCE) {
            throw ApiException.conflict(
                    "/data",
                    "The provider is being asked %d times already.".formatted(underWay - 1));
        }
        return tasks.accepted(job);
    }

    /** Each may be a program of its own, and who asks the same again gets the same answer. */
    private String question(UUID provider) {
        return "%s of %s with %s"
                .formatted(
                        provider,
                        Scopes.requireTenant().principal(),
                        secrets.version(provider).map(ConnectionController::word).orElse("none"));
    }

    private static String word(Opened.Version version) {
        return version.secret() + "." + version.number();
    }
}
