package dev.bailiwick.posture.access.role;

import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.InputLink;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.answer.Resources;
import dev.bailiwick.posture.jsonapi.request.Body;
import dev.bailiwick.posture.jsonapi.request.Identifiers;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.request.ReadQuery;
import dev.bailiwick.spring.AnyMember;
import dev.bailiwick.spring.RequiresPermission;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import java.util.List;
import java.util.UUID;

@RestController
@RequiresPermission("MANAGE_PROVIDERS")
class ProviderGroupController {

    private final Resources resources;
    private final ProviderGroups groups;

    ProviderGroupController(Resources resources, ProviderGroups groups) {
        this.resources = resources;
        this.groups = groups;
    }

    @AnyMember
    @GetMapping(Api.V1 + "/provider-groups")
    @Operation(value = "List provider groups", answers = "provider-groups")
    Document list(ListQuery query) {
        return resources.page(query);
    }

    @AnyMember
    @GetMapping(Api.V1 + "/provider-groups/{id}")
    @Operation(value = "Read a provider group", answers = "provider-groups")
    Document one(@PathVariable UUID id, ReadQuery query) {
        return resources.one(query, id);
    }

    @PostMapping(Api.V1 + "/provider-groups")
    @ResponseStatus(HttpStatus.CREATED)
    @Transactional
    @Operation(
            value = "Make a provider group",
            answers = "provider-groups",
            takes = "provider-groups",
            status = 201)
    public Document make(Body body) {
        return resources.one(ProviderGroupDeclarations.GROUPS, groups.make(wish(body)).require());
    }

    @PatchMapping(Api.V1 + "/provider-groups/{id}")
    @Transactional
    @Operation(
            value = "Change a provider group",
            answers = "provider-groups",
            takes = "provider-groups-update")
    public Document change(@PathVariable UUID id, Body body) {
        groups.change(id, wish(body)).require();
        return resources.one(ProviderGroupDeclarations.GROUPS, id);
    }

    @DeleteMapping(Api.V1 + "/provider-groups/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(value = "Delete a provider group", status = 204)
    void remove(@PathVariable UUID id) {
        groups.remove(id).require();
    }

    @PostMapping(Api.V1 + "/provider-groups/{id}/relationships/providers")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(value = "Add providers to those of a group", takes = "group-providers", status = 204)
    void addProviders(@PathVariable UUID id, Identifiers providers) {
        groups.changeProviders(id, providers.ids(), Linking.ADD).require();
    }

    @PatchMapping(Api.V1 + "/provider-groups/{id}/relationships/providers")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(value = "Replace the providers of a group", takes = "group-providers", status = 204)
    void replaceProviders(@PathVariable UUID id, Identifiers providers) {
        groups.changeProviders(id, providers.ids(), Linking.REPLACE).require();
    }

    @DeleteMapping(Api.V1 + "/provider-groups/{id}/relationships/providers")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(value = "Take all providers from a group", status = 204)
    void removeProviders(@PathVariable UUID id) {
        groups.changeProviders(id, null, Linking.REMOVE).require();
    }

    private static ProviderGroups.Wish wish(Body body) {
        return new ProviderGroups.Wish(
                body.get(ProviderGroupDeclarations.NAME),
                links(body, ProviderGroupDeclarations.PROVIDERS),
                links(body, ProviderGroupDeclarations.ROLES));
    }

    private static @Nullable List<UUID> links(Body body, InputLink link) {
        return body.has(link) ? body.links(link) : null;
    }
}
