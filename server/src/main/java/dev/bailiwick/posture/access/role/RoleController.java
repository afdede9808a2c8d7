package dev.bailiwick.posture.access.role;

import dev.bailiwick.posture.access.Outcome;
import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.answer.Resources;
import dev.bailiwick.posture.jsonapi.request.Body;
import dev.bailiwick.posture.jsonapi.request.Identifiers;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.request.ReadQuery;
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

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

@RestController
@RequiresPermission("MANAGE_ACCOUNT")
class RoleController {

    private final Resources resources;
    private final Roles roles;

    RoleController(Resources resources, Roles roles) {
        this.resources = resources;
        this.roles = roles;
    }

    @GetMapping(Api.V1 + "/roles")
    @Operation(value = "List roles", answers = "roles")
    Document list(ListQuery query) {
        return resources.page(query);
    }

    @GetMapping(Api.V1 + "/roles/{id}")
    @Operation(value = "Read a role", answers = "roles")
    Document one(@PathVariable UUID id, ReadQuery query) {
        return resources.one(query, id);
    }

    @PostMapping(Api.V1 + "/roles")
    @ResponseStatus(HttpStatus.CREATED)
    @Transactional
    @Operation(
            value = "Make a role",
            answers = "roles",
            takes = "roles",
            status = 201,
            refuses = 403)
    public Document make(Body body) {
        return resources.one(RoleDeclarations.ROLES, roles.make(wish(body)).require());
    }

    @PatchMapping(Api.V1 + "/roles/{id}")
    @Transactional
    @Operation(value = "Change a role", answers = "roles", takes = "roles-update", refuses = 403)
    public Document change(@PathVariable UUID id, Body body) {
        roles.change(id, wish(body)).require();
        return resources.one(RoleDeclarations.ROLES, id);
    }

    @DeleteMapping(Api.V1 + "/roles/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            value = "Delete a role",
            status = 204,
            refuses = {400, 403})
    void remove(@PathVariable UUID id) {
        roles.remove(id).require();
    }

    @PostMapping(Api.V1 + "/roles/{id}/relationships/provider_groups")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Transactional
    @Operation(
            value = "Add groups to those of a role",
            takes = "role-provider-groups",
            status = 204,
            refuses = 403)
    public void addGroups(@PathVariable UUID id, Identifiers groups) {
        changeGroups(id, groups, Linking.ADD);
    }

    @PatchMapping(Api.V1 + "/roles/{id}/relationships/provider_groups")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Transactional
    @Operation(
            value = "Replace the groups of a role",
            takes = "role-provider-groups",
            status = 204,
            refuses = 403)
    public void replaceGroups(@PathVariable UUID id, Identifiers groups) {
        changeGroups(id, groups, Linking.REPLACE);
    }

    @DeleteMapping(Api.V1 + "/roles/{id}/relationships/provider_groups")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(value = "Take all groups from a role", status = 204, refuses = 403)
    void removeGroups(@PathVariable UUID id) {
        roles.changeGroups(id, null, Linking.REMOVE).require();
    }

    private void changeGroups(UUID id, Identifiers groups, Linking how) {
        if (groups.given() != Identifiers.Given.LIST) {
            resources.one(RoleDeclarations.ROLES, id);
            return;
        }
        // as if those that the caller does not see were absent
        List<UUID> visible =
                List.copyOf(resources.visible(ProviderGroupDeclarations.GROUPS, groups.ids()));
        if (visible.isEmpty() && !groups.ids().isEmpty()) {
            resources.one(RoleDeclarations.ROLES, id);
            return;
        }
        roles.changeGroups(id, visible, how).require();
    }

    private Roles.Wish wish(Body body) {
        Map<Permission, Boolean> permissions = new EnumMap<>(Permission.class);
        RoleDeclarations.FLAGS.forEach(
                (permission, flag) -> {
                    Boolean value = body.get(flag);
                    if (value != null) {
                        permissions.put(permission, value);
                    }
                });
        List<UUID> groups = null;
        if (body.has(RoleDeclarations.GROUPS)) {
            groups = body.links(RoleDeclarations.GROUPS);
            if (!resources.visible(ProviderGroupDeclarations.GROUPS, groups).containsAll(groups)) {
                Outcome.GROUPS.require();
            }
        }
        return new Roles.Wish(
                body.get(RoleDeclarations.NAME),
                permissions,
                body.get(RoleDeclarations.UNLIMITED),
                groups);
    }
}
