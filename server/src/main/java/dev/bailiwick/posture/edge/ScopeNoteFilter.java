package dev.bailiwick.posture.edge;

import dev.bailiwick.core.Scopes;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;

/**
 * Stands behind the one that enters the scope and notes it for the one that logs the request when
 * it has ended.
 */
final class ScopeNoteFilter extends OncePerRequestFilter {

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Scopes.current().ifPresent(scope -> Exchange.note(request, scope));
        chain.doFilter(request, response);
    }
}
