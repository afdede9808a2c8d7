package dev.bailiwick.posture.edge;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;

/** Gives answers the headers that depend on the request: what was asked for, and whether by TLS. */
final class AnswerHeadersFilter extends OncePerRequestFilter {

    private static final String A_YEAR = "max-age=31536000";

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.isSecure()) {
            response.setHeader("Strict-Transport-Security", A_YEAR);
        }
        if (RequestPath.of(request).startsWith("/api/")) {
            response.setHeader("Cache-Control", "private, no-cache");
            response.addHeader("Vary", "Authorization");
        }
        chain.doFilter(request, response);
    }
}
