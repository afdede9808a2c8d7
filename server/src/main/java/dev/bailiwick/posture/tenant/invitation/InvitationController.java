package dev.bailiwick.posture.tenant.invitation;

import dev.bailiwick.posture.access.Caller;
import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.Registry;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.answer.Resources;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.jsonapi.request.Body;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.request.ReadQuery;
import dev.bailiwick.spring.AnyMember;
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

import java.util.UUID;

@RestController
@RequiresPermission("MANAGE_ACCOUNT")
class InvitationController {

    private final Invitations invitations;
    private final InvitationDeclarations declarations;
    private final Resources resources;
    private final Registry registry;

    InvitationController(
            Invitations invitations,
            InvitationDeclarations declarations,
            Resources resources,
            Registry registry) {
        this.invitations = invitations;
        this.declarations = declarations;
        this.resources = resources;
        this.registry = registry;
    }

    @GetMapping(Api.V1 + "/tenants/invitations")
    @Operation(value = "List the invitations of the tenant", answers = "invitations")
    Document list(ListQuery query) {
        return resources.page(query);
    }

    @GetMapping(Api.V1 + "/tenants/invitations/{id}")
    @Operation(value = "Read an invitation", answers = "invitations")
    Document one(@PathVariable UUID id, ReadQuery query) {
        return resources.one(query, id);
    }

    @PostMapping(Api.V1 + "/tenants/invitations")
    @Transactional
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            value = "Invite somebody",
            answers = "invitations",
            takes = "invitations",
            status = 201,
            refuses = 403)
    public Document invite(Body body) {
        return resources.one(declarations.invitations(), invitations.invite(wish(body)));
    }

    @PatchMapping(Api.V1 + "/tenants/invitations/{id}")
    @Transactional
    @Operation(
            value = "Change a pending invitation",
            answers = "invitations",
            takes = "invitations-update",
            refuses = 403)
    public Document change(@PathVariable UUID id, Body body) {
        invitations.change(id, wish(body)).require();
        return resources.one(declarations.invitations(), id);
    }

    @DeleteMapping(Api.V1 + "/tenants/invitations/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(value = "Revoke a pending invitation", status = 204, refuses = 400)
    void revoke(@PathVariable UUID id) {
        invitations.revoke(id).require();
    }

    @AnyMember
    @PostMapping(Api.V1 + "/invitations/accept")
    @Transactional
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            value = "Accept an invitation",
            answers = "memberships",
            takes = "invitations-accept",
            status = 201,
            refuses = {403, 404, 410})
    public Document accept(Body body, Caller caller) {
        if (caller.via() == Caller.Via.API_KEY) {
            throw ApiException.forbidden("An API key acts in its own tenant only.");
        }
        UUID membership = invitations.accept(body.require(InvitationDeclarations.TOKEN));
        return resources.one(registry.type("memberships"), membership);
    }

    private static Invitations.Wish wish(Body body) {
        return new Invitations.Wish(
                body.get(InvitationDeclarations.EMAIL),
                body.get(InvitationDeclarations.EXPIRES_AT),
                body.has(InvitationDeclarations.ROLES)
                        ? body.links(InvitationDeclarations.ROLES)
                        : null);
    }
}
