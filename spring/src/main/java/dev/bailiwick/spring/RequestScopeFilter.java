package dev.bailiwick.spring;

import dev.bailiwick.core.Scope;
import dev.bailiwick.spring.Authentication.Outcome;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;

import java.io.IOException;

/**
 * Runs everything behind it in the scope of the request's principal: the request itself and its
 * later async and error dispatches, which come on other threads, or after the scope was left.
 */
final class RequestScopeFilter implements Filter {

    private static final String OUTCOME = RequestScopeFilter.class.getName() + ".outcome";

    private final Authentication authentication;

    RequestScopeFilter(Authentication authentication) {
        this.authentication = authentication;
    }

    /** What authentication said of this request; nobody where it was not asked. */
    static Outcome outcome(HttpServletRequest request) {
        return request.getAttribute(OUTCOME) instanceof Outcome outcome
                ? outcome
                : new Outcome.Nobody();
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        if (http.getDispatcherType() == DispatcherType.REQUEST) {
            http.setAttribute(OUTCOME, authentication.authenticate(http));
        }
        if (outcome(http) instanceof Outcome.Known(Authority authority)) {
            inScope(authority.scope(), request, response, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static void inScope(
            Scope scope, ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            LoggedScopes.call(
                    scope,
                    () -> {
                        chain.doFilter(request, response);
                        return Boolean.TRUE;
                    });
        } catch (IOException | ServletException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("A filter threw what no filter may", e);
        }
    }
}
