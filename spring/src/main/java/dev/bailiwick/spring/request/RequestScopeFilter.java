package dev.bailiwick.spring.request;

import dev.bailiwick.core.Scope;
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

import java.io.IOException;

/**
 * Runs everything behind it in the scope of the request's principal: the request itself and its
 * later async and error dispatches, which come on other threads, or after the scope was left.
 */
final class RequestScopeFilter implements Filter {

    private final Authentication authentication;

    RequestScopeFilter(Authentication authentication) {
        this.authentication = authentication;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        if (http.getDispatcherType() == DispatcherType.REQUEST) {
            http.setAttribute(CurrentAuthority.OUTCOME, authentication.authenticate(http));
        }
        if (CurrentAuthority.outcome(http) instanceof Outcome.Known(Authority authority)) {
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
