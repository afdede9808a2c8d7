package dev.bailiwick.posture.edge;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/** Counts and times requests by method, route and status. */
final class RequestTimer implements Consumer<Exchange> {

    private final MeterRegistry registry;
    private final ConcurrentMap<Key, Timer> timers = new ConcurrentHashMap<>();

    RequestTimer(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void accept(Exchange exchange) {
        timers.computeIfAbsent(
                        new Key(exchange.method(), exchange.route(), exchange.status()),
                        this::timer)
                .record(exchange.took());
    }

    private Timer timer(Key key) {
        return Timer.builder("http.server.requests")
                .description("Requests by method, route and status")
                .tag("method", key.method())
                .tag("route", key.route())
                .tag("status", Integer.toString(key.status()))
                .publishPercentileHistogram(false)
                .register(registry);
    }

    private record Key(String method, String route, int status) {}
}
