package dev.bailiwick.posture.access.role;

import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.request.Identifiers;
import dev.bailiwick.spring.AnyMember;
import dev.bailiwick.spring.RequiresPermission;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import java.util.List;
import java.util.UUID;

/** What roles a user of the tenant holds. */
@RestController
@RequiresPermission("MANAGE_ACCOUNT")
class UserRolesController {

    private final Roles roles;

    UserRolesController(Roles roles) {
        this.roles = roles;
    }

    @PostMapping(Api.V1 + "/users/{id}/relationships/roles")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            value = "Add roles to those of a user",
            takes = "user-roles",
            status = 204,
            refuses = 403)
    void add(@PathVariable UUID id, Identifiers given) {
        roles.changeOfUser(id, given.ids(), Linking.ADD).require();
    }

    @AnyMember
    @PatchMapping(Api.V1 + "/users/{id}/relationships/roles")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            value = "Replace the roles of a user",
            takes = "user-roles",
            status = 204,
            refuses = 403)
    void replace(RolesOf whose, Identifiers given) {
        // nothing that can be read changes nothing; an empty list is one
        Linking how = given.given() == Identifiers.Given.LIST ? Linking.REPLACE : Linking.ADD;
        roles.changeOfUser(whose.user(), given.ids(), how).require();
    }

    @DeleteMapping(Api.V1 + "/users/{id}/relationships/roles")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            value = "Take roles from a user: those of the document, without one all",
            takes = "user-roles",
            status = 204,
            refuses = 403)
    void remove(@PathVariable UUID id, Identifiers given) {
        List<UUID> which = given.given() == Identifiers.Given.NO_DOCUMENT ? null : given.ids();
        roles.changeOfUser(id, which, Linking.REMOVE).require();
    }
}
