package dev.bailiwick.spring.web;

import dev.bailiwick.core.PrincipalId;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads one source. */
final class SourceReader {

    private static final String PLACE = "{tenant}";

    private final TenantSource source;
    private final @Nullable PathPattern path;

    SourceReader(TenantSource source) {
        this.source = source;
        this.path =
                source instanceof TenantSource.Path(String pattern)
                        ? PathPatternParser.defaultInstance.parse(pattern)
                        : null;
    }

    TenantSource source() {
        return source;
    }

    Reading read(HttpServletRequest request, PrincipalId principal, Map<String, String> claims) {
        return switch (source) {
            case TenantSource.Header(String name) ->
                    header(name, Collections.list(request.getHeaders(name)));
            case TenantSource.Host(String pattern) -> host(pattern, request.getServerName());
            case TenantSource.Path _ -> path(request);
            case TenantSource.Claim(String name) -> {
                String value = claims.get(name);
                yield value == null ? new Reading.Nothing() : named("The claim " + name, value);
            }
            case TenantSource.Session() ->
                    TenantSwitch.selected(request, principal)
                            .<Reading>map(tenant -> new Reading.Named(tenant.toString()))
                            .orElseGet(Reading.Nothing::new);
        };
    }

    private static Reading header(String name, List<String> values) {
        return switch (values.size()) {
            case 0 -> new Reading.Nothing();
            case 1 -> named("The header " + name, values.getFirst());
            default -> new Reading.Malformed("The header " + name + " comes more than once.");
        };
    }

    private static Reading host(String pattern, String host) {
        String name = host.toLowerCase(Locale.ROOT);
        String before = pattern.substring(0, pattern.indexOf(PLACE));
        String after = pattern.substring(pattern.indexOf(PLACE) + PLACE.length());
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        if (!name.startsWith(before)
                || !name.endsWith(after)
                || name.length() <= before.length() + after.length()) {
            return new Reading.Nothing();
        }
        String label = name.substring(before.length(), name.length() - after.length());
        return label.indexOf('.') >= 0
                ? new Reading.Malformed("The host names no tenant.")
                : new Reading.Named(label);
    }

    private Reading path(HttpServletRequest request) {
        String inApplication = request.getRequestURI().substring(request.getContextPath().length());
        PathPattern.PathMatchInfo match =
                path == null ? null : path.matchAndExtract(PathContainer.parsePath(inApplication));
        String value = match == null ? null : match.getUriVariables().get("tenant");
        return value == null ? new Reading.Nothing() : named("The path", value);
    }

    private static Reading named(String where, String value) {
        return value.isBlank()
                ? new Reading.Malformed(where + " names no tenant.")
                : new Reading.Named(value.strip());
    }
}
