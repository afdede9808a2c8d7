package dev.bailiwick.posture;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The options of every process of an installation. Each stands for one Spring property, which may
 * be set in a file or the environment as well; an option that is not given sets nothing.
 */
final class ProcessOptions {

    private final Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where data and secrets are kept (./data).")
    void data(Path directory) {
        settings.put("bailiwick.data", directory.toString());
    }

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description =
                    "An external PostgreSQL 18, prepared by init:"
                            + " jdbc:postgresql://host:5432/name.")
    void databaseUrl(@Nullable String url) {
        settings.put("bailiwick.database.url", url == null ? "" : url);
    }

    @Option(
            names = "--address",
            paramLabel = "IP",
            description = "IP address to listen on (127.0.0.1); 0.0.0.0 for all.")
    void address(String address) {
        settings.put("bailiwick.http.address", address);
    }

    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            description = "Port on which Prometheus finds /metrics; off without one.")
    void metricsPort(int port) {
        settings.put("bailiwick.metrics.port", Integer.toString(port));
    }

    @Option(names = "--log-format", paramLabel = "FORMAT", description = "text or json (text).")
    void logFormat(String format) {
        settings.put("bailiwick.log.format", format);
    }

    /** The given options as Spring properties. */
    Map<String, String> settings() {
        return Map.copyOf(settings);
    }
}
