package dev.bailiwick.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Accounts scanned by two workers beside a server that only answers, round after round: how long a
 * round takes, whether anything is lost, and whether memory grows. The scanner is a script that
 * copies a file of findings, so what is measured is all that is not the scanner. Arguments: how
 * many accounts (100), findings of each scan (1000), rounds (20).
 */
@SuppressWarnings("InlineFormatString") // the script is easier to read beside what it does
final class ScanBenchmark {

    /** The account that the file of findings is made for; the scanner writes another in. */
    private static final String ANY = "000000000000";

    private static final String SCANNER =
            """
            #!/bin/sh
            if [ "$1" = "--version" ]; then echo "Prowler 0.0.0"; exit 0; fi
            while [ $# -gt 0 ]; do
                case "$1" in
                    --output-directory) folder=$2 ;;
                    --output-filename) name=$2 ;;
                esac
                shift
            done
            echo "Executing 1 checks, please wait..."
            sed "s/%s/$AWS_ACCESS_KEY_ID/g" '%s' > "$folder/$name.ocsf.json"
            """;

    private final Path room;
    private final int accounts;
    private final int findings;
    private final Map<String, String> settings;

    private ScanBenchmark(Path room, int accounts, int findings) throws IOException {
        this.room = room;
        this.accounts = accounts;
        this.findings = findings;
        this.settings = Map.of("BAILIWICK_PROWLER_COMMAND", scanner().toString());
    }

    public static void main(String[] args) throws Exception {
        int accounts = args.length > 0 ? Integer.parseInt(args[0]) : 100;
        int findings = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 20;
        new ScanBenchmark(Files.createTempDirectory("bailiwick-scans-"), accounts, findings)
                .run(rounds);
    }

    private void run(int rounds) throws Exception {
        Path data = room.resolve("data");
        try (ServerProcess server = ServerProcess.start(data, settings, "--role", "api");
                ServerProcess one = ServerProcess.worker(data, 1, "all", settings);
                ServerProcess other = ServerProcess.worker(data, 2, "all", settings);
                Connection superuser = server.database()) {
            List<String> providers = register(Client.signUp(server.api(), "scans@example.com"));
            System.out.println(
                    "round | scans | seconds | scans/s | findings/s | MB resident: server,"
                            + " workers | MB of heap when collected");
            for (int round = 1; round <= rounds; round++) {
                Client client = Client.signIn(server.api(), "scans@example.com");
                long begun = System.nanoTime();
                for (String provider : providers) {
                    client.create("scans", "scans", Map.of(), "provider", provider);
                }
                ScanJobs.awaitCompleted(superuser, round * accounts);
                double seconds = (System.nanoTime() - begun) / 1e9;
                System.out.printf(
                        "%d | %d | %.1f | %.1f | %.0f | %d, %d, %d | %.1f, %.1f, %.1f%n",
                        round,
                        accounts,
                        seconds,
                        accounts / seconds,
                        (double) accounts * findings / seconds,
                        server.residentMegabytes(),
                        one.residentMegabytes(),
                        other.residentMegabytes(),
                        server.collectedMegabytes(),
                        one.collectedMegabytes(),
                        other.collectedMegabytes());
            }
            check(superuser, rounds);
        }
    }

    private List<String> register(Client client) throws Exception {
        List<String> providers = new ArrayList<>();
        for (int i = 1; i <= accounts; i++) {
            String uid = "%012d".formatted(i);
            Map<String, Object> named =
                    Map.of("provider", "aws", "uid", uid, "alias", "account-" + i);
            String id = client.create("providers", "providers", named, "", "");
            Map<String, Object> credentials =
                    Map.of(
                            "secret_type",
                            "static",
                            "secret",
                            Map.of("aws_access_key_id", uid, "aws_secret_access_key", "made"));
            client.create("providers/secrets", "provider-secrets", credentials, "provider", id);
            providers.add(id);
        }
        return providers;
    }

    private void check(Connection superuser, int rounds) throws SQLException {
        long expected = (long) rounds * accounts * findings;
        try (Statement statement = superuser.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from posture.finding")) {
            row.next();
            System.out.printf("findings: %d (to be %d)%n", row.getLong(1), expected);
        }
    }

    private Path scanner() throws IOException {
        Path results = room.resolve("results.json");
        try (InputStream file = new ScanFile(ANY, findings, 1)) {
            Files.copy(file, results);
        }
        Path script = Files.writeString(room.resolve("prowler"), SCANNER.formatted(ANY, results));
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
