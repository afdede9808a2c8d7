package dev.bailiwick.posture.provider.secret;

import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.answer.Resources;
import dev.bailiwick.posture.jsonapi.error.ApiError;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.jsonapi.request.Body;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.request.ReadQuery;
import dev.bailiwick.posture.provider.credential.Accepted;
import dev.bailiwick.posture.provider.credential.CredentialForms;
import dev.bailiwick.posture.provider.credential.SecretType;
import dev.bailiwick.spring.RequiresPermission;

import org.springframework.http.HttpStatus;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import java.util.Objects;
import java.util.UUID;

@RestController
@RequiresPermission("MANAGE_PROVIDERS")
class SecretController {

    private final Resources resources;
    private final ProviderSecrets secrets;

    SecretController(Resources resources, ProviderSecrets secrets) {
        this.resources = resources;
        this.secrets = secrets;
    }

    @GetMapping(Api.V1 + "/providers/secrets")
    @Operation(value = "List credentials of providers", answers = "provider-secrets")
    Document list(ListQuery query) {
        return resources.page(query);
    }

    @GetMapping(Api.V1 + "/providers/secrets/{id}")
    @Operation(value = "Read what is known of credentials", answers = "provider-secrets")
    Document one(@PathVariable UUID id, ReadQuery query) {
        return resources.one(query, id);
    }

    @PostMapping(Api.V1 + "/providers/secrets")
    @ResponseStatus(HttpStatus.CREATED)
    @Transactional
    @Operation(
            value = "Give a provider its credentials",
            answers = "provider-secrets",
            takes = "provider-secrets-create",
            status = 201)
    public Document create(Body body) {
        UUID provider = Objects.requireNonNull(body.link(SecretDeclarations.PROVIDER));
        ProviderSecrets.Account account =
                secrets.hold(provider)
                        .orElseThrow(
                                () -> atProvider("does_not_exist", "There is no such provider."));
        SecretType type = type(body.require(SecretDeclarations.TYPE));
        UUID id =
                secrets.create(
                                provider,
                                body.get(SecretDeclarations.NAME),
                                type,
                                accepted(account, type, body))
                        .orElseThrow(() -> hasSome(provider));
        return resources.one(SecretDeclarations.SECRETS, id);
    }

    @PatchMapping(Api.V1 + "/providers/secrets/{id}")
    @Transactional
    @Operation(
            value = "Rename or replace credentials",
            answers = "provider-secrets",
            takes = "provider-secrets-update")
    public Document change(@PathVariable UUID id, Body body) {
        ProviderSecrets.Held held = secrets.holdSecret(id).orElseThrow(ApiException::notFound);
        SecretType type =
                body.has(SecretDeclarations.TYPE)
                        ? type(body.require(SecretDeclarations.TYPE))
                        : held.type();
        if (body.has(SecretDeclarations.SECRET)) {
            secrets.replace(held, type, accepted(held.account(), type, body));
        } else if (type != held.type()) {
            throw ApiException.invalidAttribute(
                    "secret", "required", "Another type comes with other credentials.");
        }
        if (body.has(SecretDeclarations.NAME)) {
            secrets.rename(held, body.get(SecretDeclarations.NAME));
        }
        return resources.one(SecretDeclarations.SECRETS, id);
    }

    @DeleteMapping(Api.V1 + "/providers/secrets/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Transactional
    @Operation(value = "Delete credentials", status = 204)
    public void remove(@PathVariable UUID id) {
        if (!secrets.remove(id)) {
            throw ApiException.notFound();
        }
    }

    private ApiException hasSome(UUID provider) {
        String which =
                secrets.version(provider)
                        .map(version -> Api.V1 + "/providers/secrets/" + version.secret())
                        .orElse("those");
        return atProvider("unique", "The provider has credentials already: change " + which + ".");
    }

    private static Accepted accepted(ProviderSecrets.Account account, SecretType type, Body body) {
        return CredentialForms.fitting(
                account.kind(),
                account.uid(),
                type,
                body.require(SecretDeclarations.SECRET).data());
    }

    private static SecretType type(String word) {
        return SecretType.of(word).orElseThrow();
    }

    private static ApiException atProvider(String code, String detail) {
        return ApiException.of(ApiError.relationship("provider", code, detail));
    }
}
