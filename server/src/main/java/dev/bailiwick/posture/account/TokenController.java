package dev.bailiwick.posture.account;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.access.Caller;
import dev.bailiwick.posture.access.Standings;
import dev.bailiwick.posture.edge.Arrival;
import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.answer.Document;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.jsonapi.request.Body;
import dev.bailiwick.spring.Anonymous;
import dev.bailiwick.spring.AnyMember;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class TokenController {

    private final SignIn signIn;
    private final Sessions sessions;
    private final Standings standings;

    TokenController(SignIn signIn, Sessions sessions, Standings standings) {
        this.signIn = signIn;
        this.sessions = sessions;
        this.standings = standings;
    }

    @Anonymous
    @PostMapping(Api.V1 + "/tokens")
    @Operation(
            value = "Sign in",
            answers = "tokens",
            takes = "tokens",
            refuses = {429, 503})
    ResponseEntity<Document> obtain(Body body, HttpServletRequest request) {
        return answer(
                TokenDeclarations.document(
                        TokenDeclarations.TOKENS,
                        signIn.signIn(
                                body.require(TokenDeclarations.EMAIL),
                                body.require(TokenDeclarations.PASSWORD),
                                body.get(TokenDeclarations.TENANT),
                                request.getRemoteAddr())));
    }

    @Anonymous
    @PostMapping(Api.V1 + "/tokens/refresh")
    @Operation(
            value = "Trade a refresh token for a new pair",
            answers = "tokens-refresh",
            takes = "tokens-refresh")
    ResponseEntity<Document> refresh(Body body, HttpServletRequest request) {
        return answer(
                TokenDeclarations.document(
                        TokenDeclarations.REFRESHED,
                        sessions.refresh(
                                body.require(TokenDeclarations.REFRESH), Arrival.of(request))));
    }

    @AnyMember
    @PostMapping(Api.V1 + "/tokens/switch")
    @Operation(
            value = "Obtain tokens for another tenant of one's own",
            answers = "tokens-switch-tenant",
            takes = "tokens-switch-tenant")
    ResponseEntity<Document> switchTenant(Body body, Caller caller) {
        if (caller.via() == Caller.Via.API_KEY) {
            throw ApiException.forbidden("An API key acts in its own tenant only.");
        }
        TenantId next = new TenantId(body.require(TokenDeclarations.NEXT_TENANT));
        int epoch =
                standings
                        .read(caller.user(), next)
                        .orElseThrow(() -> SignIn.notAMember(caller.user(), next))
                        .credentialsEpoch();
        return answer(
                Scopes.call(
                        new Scope.Identity(caller.user()),
                        () ->
                                TokenDeclarations.document(
                                        TokenDeclarations.SWITCHED,
                                        sessions.open(caller.user(), next, epoch))));
    }

    private static ResponseEntity<Document> answer(Document tokens) {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(tokens);
    }
}
