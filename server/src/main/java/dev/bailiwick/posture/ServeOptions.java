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
        settings.put("server.port", Integer.toString(port));
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

    /** The given options as Spring properties. */
    Map<String, String> settings() {
        return Map.copyOf(settings);
    }
}
