package dev.bailiwick.posture.access;

import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.answer.Resources;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.request.ReadQuery;
import dev.bailiwick.spring.AnyMember;
import dev.bailiwick.spring.RequiresPermission;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import java.util.UUID;

@RestController
class AccessController {

    private final Resources resources;

    AccessController(Resources resources) {
        this.resources = resources;
    }

    @RequiresPermission("MANAGE_ACCOUNT")
    @GetMapping(Api.V1 + "/roles")
    @Operation(value = "List roles", answers = "roles")
    Document roles(ListQuery query) {
        return resources.page(query);
    }

    @RequiresPermission("MANAGE_ACCOUNT")
    @GetMapping(Api.V1 + "/roles/{id}")
    @Operation(value = "Read a role", answers = "roles")
    Document role(@PathVariable UUID id, ReadQuery query) {
        return resources.one(query, id);
    }

    @AnyMember
    @GetMapping(Api.V1 + "/provider-groups")
    @Operation(value = "List provider groups", answers = "provider-groups")
    Document providerGroups(ListQuery query) {
        return resources.page(query);
    }

    @AnyMember
    @GetMapping(Api.V1 + "/provider-groups/{id}")
    @Operation(value = "Read a provider group", answers = "provider-groups")
    Document providerGroup(@PathVariable UUID id, ReadQuery query) {
        return resources.one(query, id);
    }
}
