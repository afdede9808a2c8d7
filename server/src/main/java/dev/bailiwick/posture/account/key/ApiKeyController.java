package dev.bailiwick.posture.account.key;

import dev.bailiwick.posture.access.Caller;
import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.answer.Resource;
import dev.bailiwick.posture.jsonapi.answer.Resources;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.jsonapi.request.Body;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.request.ReadQuery;
import dev.bailiwick.spring.RequiresPermission;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

@RestController
@RequiresPermission("MANAGE_ACCOUNT")
class ApiKeyController {

    private static final Duration LIFETIME = Duration.ofDays(365);
    private static final int MOST_YEARS = 10;

    private final ApiKeys keys;
    private final Resources resources;
    private final Clock clock;

    ApiKeyController(ApiKeys keys, Resources resources, Clock clock) {
        this.keys = keys;
        this.resources = resources;
        this.clock = clock;
    }

    @GetMapping(Api.V1 + "/api-keys")
    @Operation(value = "List API keys", answers = "api-keys")
    Document list(ListQuery query) {
        return resources.page(query);
    }

    @GetMapping(Api.V1 + "/api-keys/{id}")
    @Operation(value = "Read an API key", answers = "api-keys")
    Document one(@PathVariable UUID id, ReadQuery query) {
        return resources.one(query, id);
    }

    @PostMapping(Api.V1 + "/api-keys")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            value = "Make an API key",
            answers = "api-keys-created",
            takes = "api-keys",
            status = 201,
            refuses = 403)
    Document create(Body body, Caller caller) {
        if (caller.via() == Caller.Via.API_KEY) {
            // whoever has one that leaked would have others when it is revoked
            throw ApiException.forbidden("An API key makes no other keys.");
        }
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        OffsetDateTime expires = body.get(ApiKeyDeclarations.EXPIRES_AT, now.plus(LIFETIME));
        if (!expires.isAfter(now)) {
            throw ApiException.invalidAttribute(
                    "expires_at", "invalid", "Expiration date must be in the future.");
        }
        if (expires.isAfter(now.plusYears(MOST_YEARS))) {
            throw ApiException.invalidAttribute(
                    "expires_at",
                    "invalid",
                    "Expiration date must be within the next " + MOST_YEARS + " years.");
        }
        KeySecret secret = KeySecret.generate();
        return shownOnce(keys.add(body.require(ApiKeyDeclarations.NAME), secret, expires), secret);
    }

    @PatchMapping(Api.V1 + "/api-keys/{id}")
    @Operation(value = "Rename an API key", answers = "api-keys", takes = "api-keys-update")
    Document rename(@PathVariable UUID id, Body body) {
        if (body.has(ApiKeyDeclarations.NAME)) {
            keys.rename(id, body.require(ApiKeyDeclarations.NAME)).require();
        }
        return resources.one(ApiKeyDeclarations.KEYS, id);
    }

    @DeleteMapping(Api.V1 + "/api-keys/{id}/revoke")
    @Operation(value = "Revoke an API key", answers = "api-keys", refuses = 400)
    Document revoke(@PathVariable UUID id) {
        keys.revoke(id).require();
        return resources.one(ApiKeyDeclarations.KEYS, id);
    }

    private Document shownOnce(UUID id, KeySecret secret) {
        Document made = resources.one(ApiKeyDeclarations.NEW_KEYS, id);
        Resource key = made.data().getFirst();
        key.with("api_key", secret.text());
        return made;
    }
}
