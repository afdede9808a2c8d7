package dev.bailiwick.posture;

import org.springframework.context.ConfigurableApplicationContext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One life of the server in short: start, a few requests, stop. Java remembers which classes it
 * needed, and later starts are faster for it.
 */
final class Training {

    private static final String TYPE = "application/vnd.api+json";
    private static final Pattern ACCESS = Pattern.compile("\"access\"\\s*:\\s*\"([^\"]+)\"");
    private static final String CREDENTIALS =
            """
            "email":"ada@example.com","password":"Correct-horse-battery-1"
            """;
    private static final List<String> PATHS =
            List.of(
                    "users/me",
                    "tenants",
                    "providers",
                    "scans",
                    "findings/latest?filter[severity]=high&include=resources,scan",
                    "findings/metadata/latest",
                    "resources/latest",
                    "tasks",
                    "ingestions",
                    "schema");

    private final String base;
    private final HttpClient http = HttpClient.newHttpClient();

    private Training(String base) {
        this.base = base;
    }

    static void run() throws InterruptedException {
        Path data = null;
        try {
            data = Files.createTempDirectory("bailiwick-train-");
            Map<String, String> settings =
                    Map.of("bailiwick.http.port", "0", "bailiwick.data", data.toString());
            try (ConfigurableApplicationContext server = Posture.start(settings)) {
                String port = server.getEnvironment().getProperty("local.server.port");
                new Training("http://127.0.0.1:" + port).requests();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (data != null) {
                delete(data);
            }
        }
    }

    private void requests() throws IOException, InterruptedException {
        get("/health/ready", "");
        post("/api/v1/users", "users", "\"name\":\"Ada\"," + CREDENTIALS);
        Matcher token = ACCESS.matcher(post("/api/v1/tokens", "tokens", CREDENTIALS));
        String access = token.find() ? token.group(1) : "";
        for (String path : PATHS) {
            get("/api/v1/" + path.replace("[", "%5B").replace("]", "%5D"), access);
        }
    }

    private String get(String path, String token) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(URI.create(base + path))
                        .header("Authorization", "Bearer " + token)
                        .GET());
    }

    private String post(String path, String type, String attributes)
            throws IOException, InterruptedException {
        String body =
                """
                {"data":{"type":"%s","attributes":{%s}}}
                """
                        .formatted(type, attributes);
        return send(
                HttpRequest.newBuilder(URI.create(base + path))
                        .header("Content-Type", TYPE)
                        .POST(BodyPublishers.ofString(body)));
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString()).body();
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the training data cannot be removed", e);
        }
    }
}
