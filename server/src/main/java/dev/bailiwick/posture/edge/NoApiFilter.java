package dev.bailiwick.posture.edge;

import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.jsonapi.error.ErrorWriter;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;

/** In front of a process that runs jobs alone: there is nothing but its health. */
final class NoApiFilter extends OncePerRequestFilter {

    private final ErrorWriter errors;

    NoApiFilter(ErrorWriter errors) {
        this.errors = errors;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = RequestPath.of(request);
        if (path.equals("/health") || path.startsWith("/health/")) {
            chain.doFilter(request, response);
        } else {
            errors.write(response, ApiException.notFound());
        }
    }
}
