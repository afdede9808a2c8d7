package dev.bailiwick.posture.tenant;

import dev.bailiwick.posture.access.Caller;
import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.answer.ListPlan;
import dev.bailiwick.posture.jsonapi.answer.Resources;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.request.ReadQuery;
import dev.bailiwick.spring.RequiresPermission;

import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import java.util.UUID;

/** A user's own memberships; those of others are a tenant's to show. */
@RestController
@RequiresPermission("MANAGE_ACCOUNT")
class MembershipController {

    private static final Condition HERE =
            DSL.condition("membership.tenant_id = bailiwick.tenant()");

    private final Resources resources;

    MembershipController(Resources resources) {
        this.resources = resources;
    }

    @GetMapping(Api.V1 + "/users/{userId}/memberships")
    @Operation(value = "List one's memberships", answers = "memberships")
    Document list(@PathVariable UUID userId, ListQuery query, Caller caller) {
        return resources.page(query, ListPlan.where(own(userId, caller)));
    }

    @GetMapping(Api.V1 + "/users/{userId}/memberships/{id}")
    @Operation(value = "Read one of one's memberships", answers = "memberships")
    Document one(@PathVariable UUID userId, @PathVariable UUID id, ReadQuery query, Caller caller) {
        return resources.one(query, id, own(userId, caller));
    }

    private static Condition own(UUID user, Caller caller) {
        if (!user.equals(caller.user().value())) {
            throw ApiException.notFound();
        }
        return caller.via() == Caller.Via.API_KEY
                ? TenantDeclarations.OWN.and(HERE)
                : TenantDeclarations.OWN;
    }
}
