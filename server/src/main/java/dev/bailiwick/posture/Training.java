package dev.bailiwick.posture;

import dev.bailiwick.posture.disk.Disk;

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
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One life of the server in short: start, a file of results, some hundred requests, stop. Java
 * remembers which classes it needed and what ran most (JEP 483, JEP 515), so later servers start
 * and reach their speed sooner.
 */
final class Training {

    private static final String TYPE = "application/vnd.api+json";
    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([^\"]+)\"");
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
                    "findings?filter[inserted_at]=TODAY",
                    "findings/latest",
                    "findings/latest?filter[severity]=high&include=resources,scan",
                    "findings/latest?filter[status]=FAIL&filter[service]=s3&sort=-severity",
                    "findings/latest?filter[search]=harbour",
                    "findings/metadata/latest",
                    "resources/latest",
                    "tasks",
                    "ingestions");

    /** Enough for the frequent paths to be seen as such, little enough to take some seconds. */
    private static final int ROUNDS = 400;

    private static final int FINDINGS = 10_000;
    private static final int FILES = 3;
    private static final int LONGEST_WRITING_SECONDS = 60;

    private final String base;
    private final HttpClient http = HttpClient.newHttpClient();

    private Training(String base) {
        this.base = base;
    }

    static void run() throws InterruptedException {
        try {
            Path data = Files.createTempDirectory("bailiwick-train-");
            try {
                run(data);
            } finally {
                Disk.deleteAll(data);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(Path data) throws IOException, InterruptedException {
        Map<String, String> settings =
                Map.of("bailiwick.http.port", "0", "bailiwick.data", data.toString());
        try (ConfigurableApplicationContext server = Posture.start(settings)) {
            String port = server.getEnvironment().getProperty("local.server.port");
            new Training("http://127.0.0.1:" + port).requests();
        }
    }

    private void requests() throws IOException, InterruptedException {
        get("/health/ready", "");
        post("/api/v1/users", document("users", "\"name\":\"Ada\"," + CREDENTIALS));
        String tokens = post("/api/v1/tokens", document("tokens", CREDENTIALS));
        String access = found(ACCESS, tokens);
        for (int file = 0; file < FILES; file++) {
            push(access);
        }
        get("/api/v1/schema", access);
        String today = LocalDate.now(ZoneOffset.UTC).toString();
        for (int round = 0; round < ROUNDS; round++) {
            for (String path : PATHS) {
                String query = path.replace("[", "%5B").replace("]", "%5D");
                get("/api/v1/" + query.replace("TODAY", today), access);
            }
        }
    }

    private void push(String access) throws IOException, InterruptedException {
        long now = Instant.now().getEpochSecond();
        String file =
                IntStream.range(0, FINDINGS)
                        .mapToObj(n -> finding(n, now))
                        .collect(Collectors.joining(",", "[", "]"));
        String accepted =
                send(
                        authorized("/api/v1/ingestions", access)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(file)));
        String ingestion = "/api/v1/ingestions/" + found(ID, accepted);
        for (int second = 0; second < LONGEST_WRITING_SECONDS; second++) {
            if (get(ingestion, access).contains("\"completed\"")) {
                return;
            }
            Thread.sleep(1_000);
        }
        throw new IllegalStateException(
                "the file for training was not written: " + get(ingestion, access));
    }

    private static String finding(int n, long now) {
        return """
        {"class_uid":2004,"status_code":"%2$s","severity":"High","status_detail":"Berth %1$d of the harbour",
         "time":%3$d,"metadata":{"event_code":"s3_check_%4$d","version":"1.5.0","product":{"name":"Prowler"}},
         "finding_info":{"uid":"finding-%1$d","title":"A berth","desc":"A berth"},
         "cloud":{"provider":"aws","region":"eu-west-1","account":{"uid":"123456789012","name":"harbour"}},
         "resources":[{"uid":"arn:aws:s3:::berth-%5$d","name":"berth-%5$d","region":"eu-west-1","type":"AwsS3Bucket",
          "group":{"name":"s3"},"labels":["quay:%4$d"]}],
         "unmapped":{"categories":["internet-exposed"],"compliance":{"CIS-3.0":["2.1.4"]}}}
        """
                .formatted(n, n % 3 == 0 ? "FAIL" : "PASS", now, n % 20, n / 6);
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("the server answered unexpectedly: " + text);
        }
        return matcher.group(1);
    }

    private String get(String path, String access) throws IOException, InterruptedException {
        return send(authorized(path, access).GET());
    }

    private HttpRequest.Builder authorized(String path, String access) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .header("Authorization", "Bearer " + access);
    }

    private String post(String path, String body) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(URI.create(base + path))
                        .header("Content-Type", TYPE)
                        .POST(BodyPublishers.ofString(body)));
    }

    private static String document(String type, String attributes) {
        return """
        {"data":{"type":"%s","attributes":{%s}}}
        """
                .formatted(type, attributes);
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = http.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(answer.request().uri() + ": " + answer.body());
        }
        return answer.body();
    }
}
