package dev.bailiwick.posture.tenant;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.access.Caller;
import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.answer.ListPlan;
import dev.bailiwick.posture.jsonapi.answer.Resources;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.jsonapi.request.Body;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.request.ReadQuery;
import dev.bailiwick.spring.AnyMember;

import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
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
@AnyMember
class TenantController {

    private final Tenants tenants;
    private final Resources resources;
    private final TransactionTemplate transaction;

    TenantController(
            Tenants tenants, Resources resources, PlatformTransactionManager transactions) {
        this.tenants = tenants;
        this.resources = resources;
        this.transaction = new TransactionTemplate(transactions);
    }

    @GetMapping(Api.V1 + "/tenants")
    @Operation(value = "List one's tenants", answers = "tenants")
    Document list(ListQuery query, Caller caller) {
        return resources.page(query, ListPlan.where(reached(caller)));
    }

    @GetMapping(Api.V1 + "/tenants/{id}")
    @Operation(value = "Read one of one's tenants", answers = "tenants")
    Document one(@PathVariable UUID id, ReadQuery query, Caller caller) {
        return resources.one(query, id, reached(caller));
    }

    @PostMapping(Api.V1 + "/tenants")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            value = "Found a tenant",
            answers = "tenants",
            takes = "tenants",
            status = 201,
            refuses = 403)
    Document found(Body body, Caller caller) {
        if (caller.via() == Caller.Via.API_KEY) {
            throw ApiException.forbidden("An API key acts in its own tenant only.");
        }
        return resources.one(
                TenantDeclarations.TENANTS, tenants.found(body.require(TenantDeclarations.NAME)));
    }

    @PatchMapping(Api.V1 + "/tenants/{id}")
    @Operation(
            value = "Rename a tenant",
            answers = "tenants",
            takes = "tenants-update",
            refuses = 403)
    Document rename(@InTenant(value = "id", needs = "MANAGE_ACCOUNT") Place place, Body body) {
        return Scopes.call(
                place.scope(),
                () -> {
                    if (body.has(TenantDeclarations.NAME)) {
                        tenants.rename(body.require(TenantDeclarations.NAME));
                    }
                    return resources.one(TenantDeclarations.TENANTS, place.tenant().value());
                });
    }

    @DeleteMapping(Api.V1 + "/tenants/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(value = "Close a tenant", status = 204, refuses = 403)
    void close(@InTenant(value = "id", needs = "MANAGE_ACCOUNT") Place place) {
        Scopes.call(place.scope(), tenants::end).require(place.scope());
    }

    @GetMapping(Api.V1 + "/tenants/{tenantId}/memberships")
    @Operation(value = "List the memberships of a tenant", answers = "memberships")
    Document memberships(@InTenant("tenantId") Place place, ListQuery query) {
        return Scopes.call(
                place.scope(),
                () -> resources.page(query, ListPlan.where(TenantDeclarations.SEEN_IN_TENANT)));
    }

    @PatchMapping(Api.V1 + "/tenants/{tenantId}/memberships/{id}")
    @Operation(
            value = "Make an owner of a member, or a member of an owner",
            answers = "memberships",
            takes = "memberships-update",
            refuses = 403)
    Document changeMembership(@InTenant("tenantId") Place place, @PathVariable UUID id, Body body) {
        if (!body.has(TenantDeclarations.MEMBER_ROLE)) {
            throw ApiException.invalidAttribute("role", "required", "This field is required.");
        }
        String role = body.require(TenantDeclarations.MEMBER_ROLE);
        return Scopes.call(place.scope(), () -> inOneTransaction(place, id, role));
    }

    /** Behind the change the scope's authority is one of before, which begins nothing any more. */
    private Document inOneTransaction(Place place, UUID id, String role) {
        return Objects.requireNonNull(
                transaction.execute(
                        status -> {
                            tenants.changeMembership(id, role).require(place.scope());
                            return resources.one(TenantDeclarations.MEMBERSHIPS, id);
                        }));
    }

    @DeleteMapping(Api.V1 + "/tenants/{tenantId}/memberships/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            value = "End a membership",
            status = 204,
            refuses = {400, 403})
    void endMembership(@InTenant("tenantId") Place place, @PathVariable UUID id) {
        Scopes.call(place.scope(), () -> tenants.endMembership(id)).require(place.scope());
    }

    /** A key stays in its tenant, also where its creator has several. */
    private static Condition reached(Caller caller) {
        return caller.via() == Caller.Via.API_KEY
                ? TenantDeclarations.TENANT_ID.eq(caller.tenant().value())
                : DSL.noCondition();
    }
}
