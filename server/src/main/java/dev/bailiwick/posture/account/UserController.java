package dev.bailiwick.posture.account;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.audit.Rule;
import dev.bailiwick.posture.access.Caller;
import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.access.Standings;
import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.answer.Resource;
import dev.bailiwick.posture.jsonapi.answer.Resources;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.jsonapi.request.Body;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.request.ReadQuery;
import dev.bailiwick.spring.Anonymous;
import dev.bailiwick.spring.AnyMember;
import dev.bailiwick.spring.RequiresPermission;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import java.util.List;
import java.util.UUID;

@RestController
class UserController {

    private static final Rule OWN_ACCOUNT = new Rule("own-account");

    private final SignUp signUp;
    private final Users users;
    private final Standings standings;
    private final Resources resources;

    UserController(SignUp signUp, Users users, Standings standings, Resources resources) {
        this.signUp = signUp;
        this.users = users;
        this.standings = standings;
        this.resources = resources;
    }

    @Anonymous
    @PostMapping(Api.V1 + "/users")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            value = "Sign up",
            answers = "users-created",
            takes = "users",
            status = 201,
            refuses = {403, 410, 503})
    Document register(
            Body body,
            @RequestHeader(value = SignUpDoor.HEADER, required = false) @Nullable String token,
            @RequestParam(value = SignUpDoor.PARAMETER, required = false)
                    @Nullable String inQuery) {
        SignUp.Applicant applicant =
                new SignUp.Applicant(
                        body.require(UserDeclarations.NAME),
                        body.require(UserDeclarations.EMAIL),
                        body.get(UserDeclarations.COMPANY, ""),
                        body.require(UserDeclarations.PASSWORD));
        UUID id = signUp.register(applicant, token == null ? inQuery : token);
        return Document.of(
                Resource.of(UserDeclarations.NEW_USERS, id)
                        .with("name", applicant.name())
                        .with("email", applicant.email())
                        .with("company_name", applicant.company()));
    }

    @RequiresPermission("MANAGE_USERS")
    @GetMapping(Api.V1 + "/users")
    @Operation(value = "List the users of the tenant", answers = "users")
    Document list(ListQuery query) {
        return resources.page(query);
    }

    @AnyMember
    @GetMapping(Api.V1 + "/users/me")
    @Operation(value = "Read oneself", answers = "users")
    Document me(ReadQuery query, Caller caller) {
        return resources.one(query, caller.user().value());
    }

    @RequiresPermission("MANAGE_USERS")
    @GetMapping(Api.V1 + "/users/{id}")
    @Operation(value = "Read a user of the tenant", answers = "users")
    Document one(@PathVariable UUID id, ReadQuery query) {
        return resources.one(query, id);
    }

    @AnyMember
    @PatchMapping(Api.V1 + "/users/{id}")
    @Operation(
            value = "Change oneself or a user of the tenant",
            answers = "users",
            takes = "users-update",
            refuses = {403, 503})
    Document change(@PathVariable UUID id, Body body, Caller caller) {
        Users.Change change =
                new Users.Change(
                        body.get(UserDeclarations.NAME),
                        body.get(UserDeclarations.EMAIL),
                        body.get(UserDeclarations.COMPANY),
                        body.get(UserDeclarations.PASSWORD));
        requireMayChange(id, change, caller);
        if (!id.equals(caller.user().value())) {
            users.changeAnother(id, change);
            return resources.one(UserDeclarations.USERS, id);
        }
        users.change(id, change);
        // other credentials have moved the authority that this request was let in by
        return Scopes.call(anew(caller), () -> resources.one(UserDeclarations.USERS, id));
    }

    private void requireMayChange(UUID id, Users.Change change, Caller caller) {
        // a key stays in its tenant; credentials open all of a user's tenants
        if (change.concernsCredentials() && caller.via() == Caller.Via.API_KEY) {
            throw ApiException.forbidden(
                    "An API key cannot change an email address or a password.");
        }
        if (id.equals(caller.user().value())) {
            return;
        }
        if (!caller.may(Permission.MANAGE_USERS)) {
            throw ApiException.invalid("You do not have permission to change other users.")
                    .by(Rule.permission(List.of(Permission.MANAGE_USERS.name())));
        }
        requireMember(id);
    }

    @RequiresPermission("MANAGE_USERS")
    @DeleteMapping(Api.V1 + "/users/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            value = "Remove one's own account",
            status = 204,
            refuses = {400, 403})
    void remove(@PathVariable UUID id, Caller caller) {
        if (!id.equals(caller.user().value())) {
            requireMember(id);
            throw ApiException.invalid("Only the current user can be deleted.").by(OWN_ACCOUNT);
        }
        if (caller.via() == Caller.Via.API_KEY) {
            throw ApiException.forbidden("An API key cannot delete its creator's account.");
        }
        users.end();
    }

    private void requireMember(UUID id) {
        if (resources.visible(UserDeclarations.USERS, List.of(id)).isEmpty()) {
            throw ApiException.notFound();
        }
    }

    /**
     * @throws ApiException 404 if the caller is none of the tenant any more
     */
    private Scope.Tenant anew(Caller caller) {
        return standings
                .read(caller.user(), caller.tenant())
                .map(now -> new Caller(caller.user(), caller.tenant(), now, caller.via()).scope())
                .orElseThrow(ApiException::notFound);
    }
}
