package dev.bailiwick.spring.request;

import dev.bailiwick.core.Attempt;
import dev.bailiwick.core.AuthorityMovedException;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.audit.RefusalAudit;
import dev.bailiwick.core.audit.Rule;
import dev.bailiwick.spring.Authentication;
import dev.bailiwick.spring.Authentication.Outcome;
import dev.bailiwick.spring.Authority;
import dev.bailiwick.spring.CurrentAuthority;
import dev.bailiwick.spring.LoggedScopes;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;
import java.util.Set;

/**
 * Runs everything behind it in the scope of the request's principal: the request itself and its
 * later async and error dispatches, which come on other threads, or after the scope was left.
 *
 * <p>A request whose authority moves while it is under way is not begun again here: a chain of
 * filters can be gone through once only. Unless the application answers {@link
 * AuthorityMovedException} by itself, the client is refused if it is nobody any more who may do
 * anything. Else it is asked to try again, unless a part may be done of what is not the same when
 * it is done twice: then it is told of a conflict.
 */
final class RequestScopeFilter implements Filter {

    /** That one of the dispatches of a request has reached the database. */
    private static final String REACHED = RequestScopeFilter.class.getName() + ".reached";

    private static final Set<String> IDEMPOTENT =
            Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

    private final Authentication authentication;
    private final RefusalAudit refusals;
    private final MovedAnswers answers;

    RequestScopeFilter(Authentication authentication, RefusalAudit refusals, MovedAnswers answers) {
        this.authentication = authentication;
        this.refusals = refusals;
        this.answers = answers;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        if (http.getDispatcherType() == DispatcherType.REQUEST) {
            http.setAttribute(CurrentAuthority.OUTCOME, authentication.authenticate(http));
        }
        if (CurrentAuthority.outcome(http) instanceof Outcome.Known(Authority authority)) {
            inScope(authority.scope(), http, (HttpServletResponse) response, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    private void inScope(
            Scope scope,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        try {
            Attempt.once(
                    () -> {
                        LoggedScopes.call(scope, () -> passed(request, response, chain));
                        return Boolean.TRUE;
                    });
        } catch (IOException | ServletException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("A filter threw what no filter may", e);
        }
    }

    private boolean passed(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            chain.doFilter(request, response);
            return true;
        } catch (ServletException | RuntimeException thrown) {
            if (response.isCommitted() || !AuthorityMovedException.isBehind(thrown)) {
                throw thrown;
            }
            refusals.refused(Scopes.current().orElse(null), Rule.EPOCH);
            response.resetBuffer();
            Outcome now = Attempt.aside(() -> authentication.authenticate(request));
            answer(now, request, response, thrown);
            return false;
        } finally {
            if (Attempt.hasReached()) {
                request.setAttribute(REACHED, true);
            }
        }
    }

    /** Whether it leaves no more behind if all of it is done from the start. */
    private static boolean isRepeatable(HttpServletRequest request) {
        return IDEMPOTENT.contains(request.getMethod())
                || (request.getAttribute(REACHED) == null && !Attempt.hasReached());
    }

    /** Of a request that has come to nothing, by who its caller is now. */
    private void answer(
            Outcome now, HttpServletRequest request, HttpServletResponse response, Exception moved)
            throws IOException {
        switch (now) {
            case Outcome.Known _ when isRepeatable(request) ->
                    answers.tryAgain(request, response, moved);
            case Outcome.Known _ -> answers.halfDone(request, response, moved);
            case Outcome.Nobody _, Outcome.Refused _ ->
                    response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
            case Outcome.Barred _ -> response.sendError(HttpServletResponse.SC_FORBIDDEN);
            case Outcome.Misdirected misdirected ->
                    response.sendError(misdirected.status().value());
        }
    }
}
