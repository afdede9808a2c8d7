package dev.bailiwick.posture.edge;

import dev.bailiwick.core.Scope;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Gives the request its id, and says when it has ended how it went. */
final class RequestLogFilter extends OncePerRequestFilter {

    /** The field of the logging context; a job takes it over from the request that asked for it. */
    private static final String FIELD = "correlation_id";

    private static final Logger log = LoggerFactory.getLogger(RequestLogFilter.class);

    private final boolean logged;
    private final Consumer<Exchange> measured;

    /**
     * @param logged whether requests are logged at all
     * @param measured is told of every request
     */
    RequestLogFilter(boolean logged, Consumer<Exchange> measured) {
        this.logged = logged;
        this.measured = measured;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Arrival.note(request);
        RequestId id = id(request);
        response.setHeader(RequestId.HEADER, id.value());
        long begun = System.nanoTime();
        boolean ended = false;
        MDC.put(FIELD, id.value());
        try {
            chain.doFilter(request, response);
            ended = true;
        } finally {
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            tell(request, Exchange.of(request, ended ? response.getStatus() : 500, took));
            MDC.remove(FIELD);
        }
    }

    private void tell(HttpServletRequest request, Exchange exchange) {
        measured.accept(exchange);
        if (!logged) {
            return;
        }
        String path = request.getRequestURI();
        String query = MaskedQuery.of(request.getQueryString());
        LoggingEventBuilder line =
                log.atLevel(exchange.route().startsWith("/health/") ? Level.DEBUG : Level.INFO)
                        .setMessage("{} {}{} {}")
                        .addArgument(exchange.method())
                        .addArgument(path)
                        .addArgument(query.isEmpty() ? "" : "?" + query)
                        .addArgument(exchange.status())
                        .addKeyValue("route", exchange.route())
                        .addKeyValue("status", exchange.status())
                        .addKeyValue("ms", exchange.took().toMillis())
                        .addKeyValue("client", request.getRemoteAddr());
        if (exchange.scope() instanceof Scope.Tenant tenant) {
            line = line.addKeyValue("tenant_id", tenant.tenant());
            line =
                    tenant.principal() == null
                            ? line
                            : line.addKeyValue("principal_id", tenant.principal());
        }
        line.log();
    }

    private static RequestId id(HttpServletRequest request) {
        return Stream.of(RequestId.HEADER, RequestId.OTHER_HEADER)
                .map(request::getHeader)
                .filter(java.util.Objects::nonNull)
                .flatMap(given -> RequestId.parse(given).stream())
                .findFirst()
                .orElseGet(RequestId::random);
    }
}
