package dev.bailiwick.posture.edge.limit;

import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.jsonapi.error.ErrorWriter;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;

/**
 * Keeps bodies within their size and time: by their announced length before they are read, else
 * while they are.
 */
public final class BodyLimitFilter extends OncePerRequestFilter {

    /** Takes bodies of any usual size and has limits of its own. */
    private static final String UPLOADS = "/api/v1/ingestions";

    private final LimitProperties limits;
    private final ErrorWriter errors;

    public BodyLimitFilter(LimitProperties limits, ErrorWriter errors) {
        this.limits = limits;
        this.errors = errors;
    }

    static boolean isUpload(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length()).equals(UPLOADS);
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return isUpload(request);
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() > limits.body().toBytes()) {
            errors.write(response, ApiException.tooLarge(limits.body().toBytes()));
        } else {
            chain.doFilter(
                    new LimitedRequest(request, limits.body().toBytes(), limits.bodyTime()),
                    response);
        }
    }
}
