package dev.bailiwick.posture.edge;

import jakarta.servlet.http.HttpServletRequest;

/** What a request's path says to the one who answers it. */
final class RequestPath {

    private RequestPath() {}

    /**
     * The path below the context, decoded and without parameters, as requests are routed by it: the
     * URI may spell {@code /api} as {@code /%61pi} or {@code /api;x=1}.
     */
    static String of(HttpServletRequest request) {
        String further = request.getPathInfo();
        return request.getServletPath() + (further == null ? "" : further);
    }
}
