package dev.bailiwick.posture.edge.address;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;
import java.util.Collections;

/**
 * Shows everybody behind it the request as its client sent it, on the word of trusted proxies
 * alone.
 */
public final class ForwardedFilter extends OncePerRequestFilter {

    private final TrustedProxies proxies;
    private final ForwardedHeaders headers;

    public ForwardedFilter(TrustedProxies proxies, ForwardedFamily family) {
        this.proxies = proxies;
        this.headers = new ForwardedHeaders(proxies, family == ForwardedFamily.FORWARDED);
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Origin direct =
                new Origin(
                        request.getScheme(),
                        request.getServerName(),
                        request.getServerPort(),
                        null,
                        request.getRemoteAddr());
        Origin origin =
                proxies.trust(request.getRemoteAddr())
                        ? headers.origin(direct, name -> Collections.list(request.getHeaders(name)))
                        : direct;
        chain.doFilter(new ForwardedRequest(request, origin), response);
    }
}
