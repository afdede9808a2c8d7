package dev.bailiwick.posture.provider;

import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.answer.Resources;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.jsonapi.request.Body;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.request.ReadQuery;
import dev.bailiwick.posture.task.TaskAnswers;
import dev.bailiwick.spring.AnyMember;
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

import java.util.Optional;
import java.util.UUID;

@RestController
class ProviderController {

    private final Resources resources;
    private final Providers providers;
    private final ProviderDeletion deletion;
    private final TaskAnswers tasks;

    ProviderController(
            Resources resources,
            Providers providers,
            ProviderDeletion deletion,
            TaskAnswers tasks) {
        this.resources = resources;
        this.providers = providers;
        this.deletion = deletion;
        this.tasks = tasks;
    }

    @GetMapping(Api.V1 + "/providers")
    @AnyMember
    @Operation(value = "List providers", answers = "providers")
    Document list(ListQuery query) {
        return resources.page(query);
    }

    @GetMapping(Api.V1 + "/providers/{id}")
    @AnyMember
    @Operation(value = "Read a provider", answers = "providers")
    Document one(@PathVariable UUID id, ReadQuery query) {
        return resources.one(query, id);
    }

    @PostMapping(Api.V1 + "/providers")
    @ResponseStatus(HttpStatus.CREATED)
    @RequiresPermission("MANAGE_PROVIDERS")
    @Transactional
    @Operation(
            value = "Create a provider",
            answers = "providers",
            takes = "providers-create",
            status = 201,
            refuses = 409)
    public Document create(Body body) {
        ProviderKind kind =
                Optional.ofNullable(body.get(ProviderDeclarations.KIND))
                        .flatMap(ProviderKind::of)
                        .orElse(ProviderKind.AWS);
        String given = body.require(ProviderDeclarations.UID);
        String uid =
                kind.uid(given)
                        .orElseThrow(
                                () ->
                                        ApiException.invalidAttribute(
                                                "uid", kind.uidCode(), kind.refusal(given)));
        UUID id =
                providers
                        .create(kind, uid, body.get(ProviderDeclarations.ALIAS))
                        .orElseThrow(() -> taken(kind, uid));
        return resources.one(ProviderDeclarations.PROVIDERS, id);
    }

    private static ApiException taken(ProviderKind kind, String uid) {
        return ApiException.conflict(
                "/data/attributes/uid",
                "There is a provider of the kind '%s' with the uid '%s' already."
                        .formatted(kind.word(), uid));
    }

    @PatchMapping(Api.V1 + "/providers/{id}")
    @RequiresPermission("MANAGE_PROVIDERS")
    @Transactional
    @Operation(value = "Rename a provider", answers = "providers", takes = "providers-update")
    public Document rename(@PathVariable UUID id, Body body) {
        if (body.has(ProviderDeclarations.ALIAS)
                && !providers.rename(id, body.get(ProviderDeclarations.ALIAS))) {
            throw ApiException.notFound();
        }
        return resources.one(ProviderDeclarations.PROVIDERS, id);
    }

    @DeleteMapping(Api.V1 + "/providers/{id}")
    @RequiresPermission("MANAGE_PROVIDERS")
    @Transactional
    @Operation(value = "Delete a provider", answers = "tasks", status = 202)
    public ResponseEntity<Document> delete(@PathVariable UUID id) {
        return tasks.accepted(deletion.ask(id).orElseThrow(ApiException::notFound));
    }
}
