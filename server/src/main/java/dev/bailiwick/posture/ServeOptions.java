package dev.bailiwick.posture;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The options of {@code serve} alone. Each stands for one Spring property, which may be set in a
 * file or the environment as well; an option that is not given sets nothing.
 */
final class ServeOptions {

    private final Map<String, String> settings = new LinkedHashMap<>();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--port", paramLabel = "PORT", description = "Port of the API (8080).")
    void port(int port) {
        settings.put("bailiwick.http.port", Integer.toString(port));
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
            names = "--role",
            paramLabel = "ROLE",
            description =
                    "all: serves the API and runs jobs (all); api: leaves the jobs to workers, see"
                            + " ./bailiwick worker.")
    void role(String role) {
        settings.put(
                "bailiwick.jobs.serves",
                switch (role) {
                    case "all" -> "all";
                    case "api" -> "none";
                    default ->
                            throw new ParameterException(
                                    command.commandLine(), "--role: all or api, not " + role);
                });
    }

    /** The given options as Spring properties. */
    Map<String, String> settings() {
        return Map.copyOf(settings);
    }
}
