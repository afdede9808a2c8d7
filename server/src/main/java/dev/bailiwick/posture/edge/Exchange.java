package dev.bailiwick.posture.edge;

import dev.bailiwick.core.Scope;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerMapping;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * A request that has been answered.
 *
 * @param route the path's template; {@code unknown} where no endpoint took it, so that the number
 *     of routes stays small
 * @param scope in which it was handled; null where it was refused before
 */
record Exchange(String method, String route, int status, Duration took, @Nullable Scope scope) {

    private static final String SCOPE = Exchange.class.getName() + ".scope";

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS", "PUT");

    static Exchange of(HttpServletRequest request, int status, Duration took) {
        String method = request.getMethod().toUpperCase(Locale.ROOT);
        Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        Scope scope = request.getAttribute(SCOPE) instanceof Scope known ? known : null;
        return new Exchange(
                METHODS.contains(method) ? method : "other",
                pattern == null || pattern.equals("/**") ? "unknown" : pattern.toString(),
                status,
                took,
                scope);
    }

    /** Remembers the scope for when the request has left it. */
    static void note(HttpServletRequest request, Scope scope) {
        request.setAttribute(SCOPE, scope);
    }
}
