package dev.bailiwick.posture;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The options of {@code serve}. Each stands for one Spring property, which may be set in a file or
 * the environment as well; an option that is not given sets nothing.
 */
final class ServeOptions {

    private final Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--port", paramLabel = "PORT", description = "Port of the API (8080).")
    void port(int port) {
        settings.put("bailiwick.http.port", Integer.toString(port));
    }

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
            names = "--path-prefix",
            paramLabel = "PATH",
            description = "Path under which everything is served, such as /posture.")
    void pathPrefix(String prefix) {
        settings.put("bailiwick.http.path-prefix", prefix);
    }

    @Option(
            names = "--trusted-proxies",
            paramLabel = "RANGES",
            description = "Proxies whose X-Forwarded headers are believed: 10.0.0.0/8,192.168.1.7.")
    void trustedProxies(String ranges) {
        settings.put("bailiwick.http.trusted-proxies", ranges);
    }

    @Option(
            names = "--allowed-hosts",
            paramLabel = "NAMES",
            description = "Host names to answer under, beside localhost: posture.example.com.")
    void allowedHosts(String names) {
        settings.put("bailiwick.http.allowed-hosts", names);
    }

    @Option(
            names = "--allowed-origins",
            paramLabel = "ORIGINS",
            description = "Web origins whose pages may call the API: https://app.example.com.")
    void allowedOrigins(String origins) {
        settings.put("bailiwick.http.allowed-origins", origins);
    }

    @Option(
            names = "--sign-up",
            paramLabel = "WHO",
            description =
                    "open: everybody can make an account; closed: only the first one is made, with"
                        + " the token in secrets/first-account of the data directory. By default,"
                        + " open while the server listens on loopback alone and without"
                        + " --trusted-proxies.")
    void signUp(String who) {
        settings.put("bailiwick.sign-up", who);
    }

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "PEM file with the certificate chain; read again when it changes.")
    void tlsCertificate(Path file) {
        settings.put("bailiwick.tls.certificate", file.toString());
    }

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "PEM file with the private key.")
    void tlsKey(Path file) {
        settings.put("bailiwick.tls.key", file.toString());
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
