package dev.bailiwick.posture.edge.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** Serves the figures, and nothing else, beside the API. */
final class MetricsServer implements SmartLifecycle {

    private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";

    private final InetSocketAddress address;
    private final PrometheusMeterRegistry registry;
    private @Nullable HttpServer server;

    MetricsServer(InetSocketAddress address, PrometheusMeterRegistry registry) {
        this.address = address;
        this.registry = registry;
    }

    @Override
    public void start() {
        try {
            HttpServer created = HttpServer.create(address, 0);
            created.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            created.createContext("/", MetricsServer::refuse);
            created.createContext("/metrics", this::scrape);
            created.start();
            server = created;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The port of the metrics, %s, cannot be opened: %s"
                            .formatted(address, e.getMessage()),
                    e);
        }
    }

    /** The port that it listens on. */
    int port() {
        HttpServer running = server;
        if (running == null) {
            throw new IllegalStateException("The metrics server is not running");
        }
        return running.getAddress().getPort();
    }

    @Override
    public void stop() {
        HttpServer running = server;
        if (running != null) {
            running.stop(0);
            server = null;
        }
    }

    @Override
    public boolean isRunning() {
        return server != null;
    }

    private void scrape(HttpExchange exchange) throws IOException {
        boolean known = exchange.getRequestURI().getPath().equals("/metrics");
        if (known && exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Content-Type", TEXT_FORMAT);
            answer(exchange, 200, registry.scrape());
        } else {
            refuse(exchange);
        }
    }

    private static void refuse(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        answer(exchange, 404, "GET /metrics\n");
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
