package dev.bailiwick.posture.account;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.audit.RefusalAudit;
import dev.bailiwick.core.audit.Rule;
import dev.bailiwick.posture.access.Caller;
import dev.bailiwick.posture.access.Standing;
import dev.bailiwick.posture.access.Standings;
import dev.bailiwick.posture.account.key.ApiKeys;
import dev.bailiwick.posture.account.token.Claims;
import dev.bailiwick.posture.account.token.Tokens;
import dev.bailiwick.spring.Authentication;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

import java.util.Optional;

/** Finds out who sends a request, by its token or API key, and how they stand at this moment. */
@Component
class RequestAuthentication implements Authentication {

    private static final String BEARER = "Bearer ";
    private static final String API_KEY = "Api-Key ";
    private static final Outcome INVALID = new Outcome.Refused("Invalid token or API key.");

    private final Tokens tokens;
    private final ApiKeys keys;
    private final Standings standings;
    private final ObjectProvider<RefusalAudit> refusals;

    RequestAuthentication(
            Tokens tokens,
            ApiKeys keys,
            Standings standings,
            ObjectProvider<RefusalAudit> refusals) {
        this.refusals = refusals;
        this.tokens = tokens;
        this.keys = keys;
        this.standings = standings;
    }

    @Override
    public Outcome authenticate(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || header.isBlank()) {
            return new Outcome.Nobody();
        }
        if (header.startsWith(BEARER)) {
            return byToken(header.substring(BEARER.length()));
        }
        return header.startsWith(API_KEY) ? byKey(header.substring(API_KEY.length())) : INVALID;
    }

    private Outcome byToken(String token) {
        Optional<Claims> claims = tokens.verify(token, Claims.Use.ACCESS);
        if (claims.isEmpty()) {
            return INVALID;
        }
        Claims known = claims.get();
        return standings
                .read(known.user(), known.tenant())
                .filter(standing -> standing.credentialsEpoch() == known.credentialsEpoch())
                .map(standing -> outcome(known.user(), known.tenant(), standing, Caller.Via.TOKEN))
                .orElse(INVALID);
    }

    private Outcome byKey(String text) {
        return keys.find(text)
                .flatMap(
                        key ->
                                standings
                                        .read(key.user(), key.tenant())
                                        .map(
                                                standing -> {
                                                    keys.used(key);
                                                    return outcome(
                                                            key.user(),
                                                            key.tenant(),
                                                            standing,
                                                            Caller.Via.API_KEY);
                                                }))
                .orElse(INVALID);
    }

    private Outcome outcome(PrincipalId user, TenantId tenant, Standing standing, Caller.Via via) {
        if (standing.open()) {
            return new Outcome.Known(new Caller(user, tenant, standing, via));
        }
        Scope barred = Scope.Tenant.of(tenant).as(user);
        refusals.stream().forEach(audit -> audit.refused(barred, Rule.SUSPENDED));
        return new Outcome.Barred("This tenant is not active.");
    }
}
