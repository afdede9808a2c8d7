package dev.bailiwick.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Repositories scanned by the built-in engine within the server, round after round: how long a
 * round takes, and whether memory grows, of the heap once all that nobody needs is collected, and
 * resident. Arguments: how many repositories (20), files of each (200), rounds (15).
 */
@SuppressWarnings("InlineFormatString") // files are easier to read apart from what makes them
final class BuiltInBenchmark {

    private static final String POD =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web-%1$d, namespace: shop}
            spec:
              containers:
                - name: app
                  image: shop/web:%1$d
                  securityContext: {privileged: true}
            """;

    private static final String BUCKET =
            """
            variable "name" { default = "shop" }
            locals { name = "${var.name}-%1$d" }
            resource "aws_s3_bucket" "logs" { bucket = local.name }
            """;

    private static final String IMAGE =
            """
            ARG VERSION=%1$d
            FROM debian:$VERSION
            RUN apt-get update && apt-get install -y curl
            """;

    private BuiltInBenchmark() {}

    public static void main(String[] args) throws Exception {
        int repositories = args.length > 0 ? Integer.parseInt(args[0]) : 20;
        int files = args.length > 1 ? Integer.parseInt(args[1]) : 200;
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 15;
        Path room = Files.createTempDirectory("bailiwick-built-in-");
        try (GitHost host = GitHost.start(room, files(files))) {
            Map<String, String> settings =
                    Map.of(
                            "BAILIWICK_CHECKS_ALLOWED_HOSTS",
                            "localhost",
                            "BAILIWICK_CHECKS_AUTHORITIES",
                            host.authority().toString());
            try (ServerProcess server = ServerProcess.start(room.resolve("data"), settings);
                    Connection superuser = server.database()) {
                run(server, superuser, repositories, rounds, host);
            }
        }
    }

    private static Map<String, String> files(int count) {
        Map<String, String> files = new HashMap<>();
        for (int i = 0; i < count; i++) {
            switch (i % 4) {
                case 0 -> files.put("buckets/" + i + "/main.tf", BUCKET.formatted(i));
                case 1 -> files.put("images/" + i + "/Dockerfile", IMAGE.formatted(i));
                default -> files.put("pods/" + i + ".yaml", POD.formatted(i));
            }
        }
        return files;
    }

    private static void run(
            ServerProcess server, Connection superuser, int repositories, int rounds, GitHost host)
            throws Exception {
        Client user = Client.signUp(server.api(), "built-in@example.com");
        List<String> providers = new ArrayList<>();
        for (int i = 1; i <= repositories; i++) {
            providers.add(provider(user, host.url("shop-" + i)));
        }
        System.out.println("scans | seconds | findings | MB of heap, collected | MB resident");
        for (int round = 1; round <= rounds; round++) {
            Client client = Client.signIn(server.api(), "built-in@example.com");
            long begun = System.nanoTime();
            for (String provider : providers) {
                client.create("scans", "scans", Map.of(), "provider", provider);
            }
            ScanJobs.awaitCompleted(superuser, round * repositories);
            double seconds = (System.nanoTime() - begun) / 1e9;
            server.rest();
            System.out.printf(
                    "%d | %.1f | %d | %.1f | %d%n",
                    round * repositories,
                    seconds,
                    findings(superuser),
                    server.collectedMegabytes(),
                    server.residentMegabytes());
        }
    }

    private static String provider(Client user, String url) throws Exception {
        Map<String, Object> named = Map.of("provider", "iac", "uid", url, "alias", url);
        String id = user.create("providers", "providers", named, "", "");
        Map<String, Object> secret =
                Map.of("secret_type", "static", "secret", Map.of("repository_url", url));
        user.create("providers/secrets", "provider-secrets", secret, "provider", id);
        return id;
    }

    private static long findings(Connection superuser) throws SQLException {
        try (Statement statement = superuser.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from posture.finding")) {
            row.next();
            return row.getLong(1);
        }
    }
}
